# The files of facts, compiled into the binary. Included behind room(venue).
file(GLOB venue_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/venues/*.yaml)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${venue_files})

set(venue_entries "")
foreach(file ${venue_files})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND venue_entries "    {\"${name}\", R\"facts(${text})facts\"},\n")
endforeach()

set(venue_source ${PROJECT_BINARY_DIR}/venues/embedded.cpp)
file(WRITE ${venue_source}.new
"#include \"venue/embedded.hpp\"

namespace venue {

std::vector<FactsFile> embedded_facts() {
  return {
${venue_entries}  };
}

}  // namespace venue
")
configure_file(${venue_source}.new ${venue_source} COPYONLY)
target_sources(venue PRIVATE ${venue_source})
