#include "embedded/serve_web.hpp"
#include "serve/pages.hpp"

namespace serve {

Assets embedded_pages() {
  return [](std::string_view path) { return web::find(path); };
}

}  // namespace serve
