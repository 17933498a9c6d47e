# The binary, the benches and the fuzz targets. The latter two are built on demand: ninja benches, ninja fuzzers.
add_executable(wick ${PROJECT_SOURCE_DIR}/src/app/main.cpp)
target_compile_options(wick PRIVATE ${HOUSE_WARNINGS})
target_link_libraries(wick PRIVATE app)
set_target_properties(wick PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

# programs(<prefix> <target for all of them> <folder> [<link option>...])
function(programs prefix all folder)
  add_custom_target(${all})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  foreach(source ${sources})
    get_filename_component(stem ${source} NAME_WE)
    set(program ${prefix}_${stem})
    add_executable(${program} EXCLUDE_FROM_ALL ${source})
    target_compile_options(${program} PRIVATE ${HOUSE_WARNINGS})
    target_link_options(${program} PRIVATE ${ARGN})
    target_link_libraries(${program} PRIVATE app)
    target_precompile_headers(${program} REUSE_FROM pch_asio)
    add_dependencies(${all} ${program})
  endforeach()
endfunction()

programs(bench benches bench)
# What a fuzzer steers by is compiled in by the preset dev: fuzzer-no-link.
programs(fuzz fuzzers fuzz -fsanitize=fuzzer)

# Which Wick this is; "unknown" outside a checkout.
execute_process(COMMAND git -C ${PROJECT_SOURCE_DIR} rev-parse --short HEAD OUTPUT_VARIABLE WICK_REVISION
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT WICK_REVISION)
  set(WICK_REVISION unknown)
endif()
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/app/daemon.cpp ${PROJECT_SOURCE_DIR}/src/app/main.cpp
  TARGET_DIRECTORY app wick PROPERTIES
  COMPILE_DEFINITIONS "WICK_VERSION=\"${PROJECT_VERSION}\";WICK_REVISION=\"${WICK_REVISION}\"")
