# The one place that runs protoc. gangmu_proto_library(NAME [GRPC] [ROOT folder] PROTOS files... [DEPS targets...]): one
# static library of the given .proto files (paths relative to protos/, or to ROOT for protos that are no part of the
# product), with service stubs where GRPC is given.
set(GANGMU_PROTO_ROOT ${CMAKE_SOURCE_DIR}/protos)
set(GANGMU_PROTO_OUT ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${GANGMU_PROTO_OUT})

function(gangmu_proto_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "GRPC" "ROOT" "PROTOS;DEPS")
  if(NOT arg_ROOT)
    set(arg_ROOT ${GANGMU_PROTO_ROOT})
  endif()
  set(generated)
  foreach(proto ${arg_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(outputs ${GANGMU_PROTO_OUT}/${stem}.pb.cc ${GANGMU_PROTO_OUT}/${stem}.pb.h)
    set(grpc_args)
    if(arg_GRPC)
      list(APPEND outputs ${GANGMU_PROTO_OUT}/${stem}.grpc.pb.cc ${GANGMU_PROTO_OUT}/${stem}.grpc.pb.h)
      set(grpc_args --grpc_out=${GANGMU_PROTO_OUT} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(OUTPUT ${outputs}
      COMMAND protobuf::protoc -I ${arg_ROOT} -I ${GANGMU_PROTO_ROOT} --cpp_out=${GANGMU_PROTO_OUT} ${grpc_args}
              ${arg_ROOT}/${proto}
      DEPENDS ${arg_ROOT}/${proto} VERBATIM)
    list(APPEND generated ${outputs})
  endforeach()
  gangmu_generated(${name} ${generated})
  add_library(${name} STATIC ${generated})
  target_include_directories(${name} SYSTEM PUBLIC ${GANGMU_PROTO_OUT})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${arg_DEPS})
  if(arg_GRPC)
    target_link_libraries(${name} PUBLIC gRPC::grpc++)
  endif()
endfunction()

# gangmu_descriptor_set(OUTPUT): all protos of the project in one FileDescriptorSet with comments.
function(gangmu_descriptor_set output)
  file(GLOB_RECURSE protos RELATIVE ${GANGMU_PROTO_ROOT} CONFIGURE_DEPENDS ${GANGMU_PROTO_ROOT}/*.proto)
  list(TRANSFORM protos PREPEND ${GANGMU_PROTO_ROOT}/ OUTPUT_VARIABLE paths)
  add_custom_command(OUTPUT ${output}
    COMMAND protobuf::protoc -I ${GANGMU_PROTO_ROOT} --include_imports --include_source_info
            --descriptor_set_out=${output} ${protos}
    DEPENDS ${paths} VERBATIM)
endfunction()
