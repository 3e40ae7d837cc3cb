# shopdesk_proto, shopdesk_library, shopdesk_binary, shopdesk_test: the only ways to make a target here.

# One precompiled header for everything that is compiled with our options.
add_library(shopdesk_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(shopdesk_pch PRIVATE
  <algorithm> <cstdint> <functional> <memory> <optional> <string> <utility> <vector>
  <absl/container/flat_hash_map.h> <absl/functional/any_invocable.h> <absl/status/statusor.h>
  <absl/strings/str_cat.h> <absl/strings/str_format.h> <absl/time/time.h>
  <google/protobuf/message.h> <google/protobuf/timestamp.pb.h> <grpcpp/grpcpp.h>)
target_link_libraries(shopdesk_pch PRIVATE shopdesk_options protobuf::libprotobuf PkgConfig::GRPCPP
  absl::statusor absl::str_format absl::time absl::flat_hash_map absl::any_invocable)

set(SHOPDESK_GEN_DIR ${CMAKE_BINARY_DIR}/gen)

# shopdesk_proto(NAME FILES a.proto ... [DEPS other_proto ...]): paths are relative to protos/.
function(shopdesk_proto name)
  cmake_parse_arguments(ARG "" "" "FILES;DEPS" ${ARGN})
  set(sources)
  foreach(file IN LISTS ARG_FILES)
    string(REGEX REPLACE "\\.proto$" "" stem ${file})
    set(outputs ${SHOPDESK_GEN_DIR}/${stem}.pb.cc ${SHOPDESK_GEN_DIR}/${stem}.pb.h)
    set(plugin)
    file(STRINGS ${CMAKE_SOURCE_DIR}/protos/${file} has_service REGEX "^service ")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/protos/${file})
    if(has_service)
      list(APPEND outputs ${SHOPDESK_GEN_DIR}/${stem}.grpc.pb.cc ${SHOPDESK_GEN_DIR}/${stem}.grpc.pb.h)
      set(plugin --grpc_out=${SHOPDESK_GEN_DIR} --plugin=protoc-gen-grpc=${GRPC_CPP_PLUGIN_PROGRAM})
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${SHOPDESK_GEN_DIR}
      COMMAND ${PROTOC_PROGRAM} -I ${CMAKE_SOURCE_DIR}/protos --cpp_out=${SHOPDESK_GEN_DIR} ${plugin} ${file}
      DEPENDS ${CMAKE_SOURCE_DIR}/protos/${file}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/protos
      VERBATIM)
    list(APPEND sources ${outputs})
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC ${SHOPDESK_GEN_DIR})
  target_compile_options(${name} PRIVATE -w)
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf PkgConfig::GRPCPP ${ARG_DEPS})
endfunction()

# shopdesk_library(NAME SRCS ... [DEPS ...]): a static library with our warnings.
function(shopdesk_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  target_link_libraries(${name} PUBLIC shopdesk_options ${ARG_DEPS})
  target_precompile_headers(${name} REUSE_FROM shopdesk_pch)
endfunction()

# shopdesk_binary(NAME SRCS ... [DEPS ...]): a program, linked with the release allocator, put in bin/.
function(shopdesk_binary name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE shopdesk_options ${ARG_DEPS} shopdesk_malloc)
  target_precompile_headers(${name} REUSE_FROM shopdesk_pch)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# All tests that don't go through libgrpc: what scripts/test --preset tsan builds.
add_custom_target(shopdesk_tests_without_grpc)

# shopdesk_test(NAME SRCS ... [DEPS ...] [GRPC] [TIMEOUT seconds]): one CTest test. GRPC labels what goes through libgrpc,
# which ThreadSanitizer can't see into.
function(shopdesk_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(ARG "GRPC" "TIMEOUT" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE shopdesk_options ${ARG_DEPS} GTest::gmock GTest::gtest GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM shopdesk_pch)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(SHOPDESK_SANITIZE)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 4")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  if(ARG_GRPC)
    set_tests_properties(${name} PROPERTIES LABELS grpc)
  else()
    add_dependencies(shopdesk_tests_without_grpc ${name})
  endif()
endfunction()

# shopdesk_migrations(TARGET NAMESPACE DIRECTORY): compiles DIRECTORY/{sqlite,postgres}/NNNN_name.sql into TARGET as
# absl::Span<const shopdesk::sql::Migration> NAMESPACE::SqliteMigrations() and PostgresMigrations(), declared in
# <DIRECTORY>/migrations.h, which the author writes.
function(shopdesk_migrations target namespace directory)
  set(source "// Generated from ${directory}.\n#include \"${directory}/migrations.h\"\n\nnamespace ${namespace} {\n")
  foreach(dialect sqlite postgres)
    string(SUBSTRING ${dialect} 0 1 first)
    string(TOUPPER ${first} first)
    string(SUBSTRING ${dialect} 1 -1 rest)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${directory}/${dialect}/*.sql)
    list(SORT files)
    set(rows)
    foreach(file IN LISTS files)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      get_filename_component(stem ${file} NAME_WE)
      string(REGEX MATCH "^[0-9]+" number ${stem})
      string(REGEX REPLACE "^0*([0-9]+)$" "\\1" number ${number})
      file(READ ${file} text)
      string(APPEND rows "      {${number}, \"${stem}\", R\"sql(${text})sql\"},\n")
    endforeach()
    string(APPEND source "\nabsl::Span<const shopdesk::sql::Migration> ${first}${rest}Migrations() {\n"
      "  static constexpr shopdesk::sql::Migration kMigrations[] = {\n${rows}  };\n  return kMigrations;\n}\n")
  endforeach()
  string(APPEND source "\n}  // namespace ${namespace}\n")
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_migrations.cc)
  file(GENERATE OUTPUT ${file} CONTENT "${source}")
  target_sources(${target} PRIVATE ${file})
endfunction()

# shopdesk_embed(TARGET NAMESPACE SYMBOL FILE): compiles a text file of less than 4 MiB into TARGET as
# extern const char NAMESPACE::SYMBOL[], which the author declares.
function(shopdesk_embed target namespace symbol file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
  file(READ ${CMAKE_SOURCE_DIR}/${file} text)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_${symbol}.cc)
  file(GENERATE OUTPUT ${source} CONTENT "// Generated from ${file}.
namespace ${namespace} {
extern const char ${symbol}[];
const char ${symbol}[] = R\"text(${text})text\";
}  // namespace ${namespace}
")
  target_sources(${target} PRIVATE ${source})
endfunction()
