#include "serve/openapi.hpp"

#include "base/text.hpp"
#include "serve/json.hpp"

#include <map>
#include <vector>

namespace serve {

namespace {

// The bodies that are taken, and what every problem looks like.
constexpr std::string_view schemas =
    R"({"Backfill":{"type":"object","required":["exchange","symbols","intervals"],"additionalProperties":false,)"
    R"("properties":{"kind":{"const":"backfill"},"exchange":{"type":"string"},)"
    R"("symbols":{"type":"array","minItems":1,"items":{"type":"string"}},)"
    R"("intervals":{"type":"array","minItems":1,"items":{"type":"string"}},)"
    R"("start":{"type":["string","integer","null"]},"end":{"type":["string","integer","null"]}}},)"
    R"("Repair":{"type":"object","additionalProperties":false,"properties":{"selector":{"type":"string"}}},)"
    R"("Resolution":{"type":"object","required":["serve"],"additionalProperties":false,)"
    R"("properties":{"serve":{"enum":["other","current"]}}},)"
    R"("Problem":{"type":"object","required":["type","title","status","detail","instance","request_id"],)"
    R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("detail":{"type":"string"},"instance":{"type":"string"},"param":{"type":"string"},)"
    R"("did_you_mean":{"type":"array","items":{"type":"string"}},"request_id":{"type":"string"}}}})";

void write_query(Json& json, const Parameter& parameter) {
  json.object().field("name", parameter.name).field("in", "query").field("required", parameter.required);
  json.field("description", parameter.meaning).key("schema").object().field("type", "string");
  if (!parameter.accepted.empty()) json.field("enum", parameter.accepted);
  json.end().end();
}

// The {names} of the pattern.
void write_path_names(Json& json, std::string_view pattern) {
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    const auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
    json.object().field("name", name).field("in", "path").field("required", true);
    json.key("schema").object().field("type", "string").end().end();
  }
}

void write_operation(Json& json, const Route& route) {
  json.key(base::lower(route.method)).object().field("summary", route.summary).key("parameters").array();
  write_path_names(json, route.pattern);
  for (const auto& parameter : route.query) write_query(json, parameter);
  json.end();
  if (!route.takes.empty()) {
    json.key("requestBody").object().key("content").object().key("application/json").object().key("schema").object();
    json.field("$ref", "#/components/schemas/" + route.takes).end().end().end().end();
  }
  json.key("responses").object().key(std::to_string(route.status)).object().field("description", route.summary);
  json.key("content").object().key(route.gives).object().end().end().end();
  json.key("default").object().field("description", "What went wrong").key("content").object();
  json.key("application/problem+json").object().key("schema").object();
  json.field("$ref", "#/components/schemas/Problem").end().end().end().end().end().end();
}

}  // namespace

std::string openapi_json(std::span<const Route> routes, std::string_view version) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const auto& route : routes) paths[route.pattern].push_back(&route);
  Json json;
  json.object().field("openapi", "3.1.0").key("info").object().field("title", "Wick").field("version", version).end();
  json.key("paths").object();
  for (const auto& [pattern, methods] : paths) {
    json.key(pattern).object();
    for (const auto* route : methods) write_operation(json, *route);
    json.end();
  }
  json.end().key("components").object().key("schemas").raw(schemas).end();
  return json.end().text();
}

}  // namespace serve
