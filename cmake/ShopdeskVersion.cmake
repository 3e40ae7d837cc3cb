# shopdesk_version(TARGET): compiles version and commit into TARGET (libs/observe/version.h): those of each build, in a file of its own
# that is compiled anew when they changed.
function(shopdesk_version target)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_version.cc)
  add_custom_target(${target}_version
    COMMAND ${CMAKE_COMMAND} -DFILE=${file} -DVERSION=${PROJECT_VERSION} -DROOT=${CMAKE_SOURCE_DIR}
      -P ${CMAKE_SOURCE_DIR}/cmake/write_version.cmake
    BYPRODUCTS ${file}
    VERBATIM)
  add_dependencies(shopdesk_lint_inputs ${target}_version)
  set_source_files_properties(${file} PROPERTIES
    GENERATED ON SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${file})
  add_dependencies(${target} ${target}_version)
endfunction()
