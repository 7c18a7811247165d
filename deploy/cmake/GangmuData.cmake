# Data compiled in: gangmu_embed(TARGET SYMBOL_PREFIX FILES...) turns each data file into a string constant
# `<ns>::k_<stem>` declared in `<target>_data.h`, so that binaries need no data folder at run time.
function(gangmu_embed target namespace)
  set(outdir ${CMAKE_BINARY_DIR}/gen/data/${target})
  file(MAKE_DIRECTORY ${outdir})
  set(files)
  foreach(f ${ARGN})
    list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${f})
  endforeach()
  add_custom_command(OUTPUT ${outdir}/${target}_data.cc ${outdir}/${target}_data.h
    COMMAND ${CMAKE_COMMAND} -DOUT=${outdir}/${target}_data -DNAMESPACE=${namespace} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/deploy/cmake/EmbedData.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/deploy/cmake/EmbedData.cmake VERBATIM)
  gangmu_generated(${target} ${outdir}/${target}_data.h)
  target_sources(${target} PRIVATE ${outdir}/${target}_data.cc ${outdir}/${target}_data.h)
  target_include_directories(${target} SYSTEM PRIVATE ${outdir})
endfunction()
