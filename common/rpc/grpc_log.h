// Sends gRPC's own log to ours, so that stderr has one format.
#pragma once

namespace gangmu {

// For the whole process. gRPC's errors become warnings (they are events of connections, not defects of the service),
// all else debug events.
void RouteGrpcLog();

}  // namespace gangmu
