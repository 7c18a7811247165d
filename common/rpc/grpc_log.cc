#include "common/rpc/grpc_log.h"

#include "common/logging/logging.h"
#include "grpc/support/log.h"

namespace gangmu {

void RouteGrpcLog() {
  gpr_set_log_function([](gpr_log_func_args* event) {
    Log(event->severity == GPR_LOG_SEVERITY_ERROR ? LogLevel::kWarning : LogLevel::kDebug, "grpc",
        {{"detail", event->message}, {"file", event->file}, {"line", event->line}});
  });
}

}  // namespace gangmu
