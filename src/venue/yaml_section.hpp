// A mapping of a YAML file, read key by key. The first complaint is kept, with file, line and column; a key twice and a
// key that nobody asked for are complaints too. What is asked for after a complaint is empty.
#pragma once

#include "base/result.hpp"

#include <yaml-cpp/yaml.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venue {

class Complaints {
 public:
  explicit Complaints(std::string_view file) : file_{file} {}
  void add(YAML::Mark at, std::string_view what);
  base::Done done() const;

 private:
  std::string file_;
  std::optional<base::Error> first_;
};

// Code::usage for text that is not YAML or not a mapping.
base::Result<YAML::Node> load_yaml(std::string_view text, std::string_view file);

class Section {
 public:
  // `complaints` outlives the section. A node that is no mapping is a complaint.
  Section(const YAML::Node& node, std::string name, Complaints& complaints);

  std::string text(const char* key);  // A complaint where it is missing.
  std::string text_or(const char* key, std::string fallback);
  int number_or(const char* key, int fallback);  // 1 … 1,000,000,000
  // The mapping under `key`; nullopt where there is none.
  std::optional<Section> section(const char* key);
  Section required(const char* key);
  // Whatever stands under `key`; undefined where nothing does.
  YAML::Node node(const char* key);

  // Each key and its node, in the order of the file; all count as asked for.
  void each(const std::function<void(const std::string&, const YAML::Node&)>& take);
  // The scalars of a list; a scalar counts as a list of one.
  std::vector<std::string> list(const char* key);

  void complain(const YAML::Node& at, std::string_view what) const { complaints_->add(at.Mark(), what); }
  void complain(std::string_view what) const { complaints_->add(node_.Mark(), what); }
  // To be called last: complains of the keys that were never asked for.
  void finish();

 private:
  YAML::Node node_;
  std::string name_;
  Complaints* complaints_;
  std::vector<std::string> asked_;
};

}  // namespace venue
