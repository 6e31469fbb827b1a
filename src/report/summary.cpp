#include "heaviside/report/summary.hpp"

#include <cstdio>
#include <optional>

#include "heaviside/report/verdict.hpp"

namespace heaviside::report {
namespace {

std::string formatted(const char* format, double value) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string six_digits(double value) { return formatted("%.6g", value); }
std::string gap_text(double gap) { return formatted("%.2e", gap); }
std::string share_text(double share) { return formatted("%.4f", share); }

std::string meaning(Status status) {
  switch (status) {
    case Status::globally_optimal:
      return "globally optimal: proven over all patterns";
    case Status::restricted_optimal:
      return "optimal over the dictionary's patterns";
    case Status::optimal:
      return "optimal";
    case Status::finished:
      return "ran to its end: nothing is claimed of the optimum";
    case Status::time_limit:
      return "stopped by the time limit";
    case Status::interrupted:
      return "stopped by a signal";
    case Status::iteration_limit:
      return "stopped before the requested gap: iteration limit, or no proof";
    case Status::numerical_error:
      break;
  }
  return "failed numerically";
}

class Table {
 public:
  void add(const char* name, const std::string& value) {
    char label[24];
    std::snprintf(label, sizeof label, "%-22s", name);
    text_ += label + value + "\n";
  }
  template <class Format>
  void add(const char* name, const std::optional<double>& value, const Format& format) {
    if (value) add(name, format(*value));
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace

std::string summary(const RunRecord& record) {
  Table table;
  table.add("status", meaning(record.status));
  table.add("objective", six_digits(record.objective));
  table.add("beta", six_digits(record.beta) +
                        (record.beta_max ? " (beta_max " + six_digits(*record.beta_max) + ")" : std::string()));
  table.add("restricted gap", record.restricted_gap, gap_text);
  table.add("bounded global gap", record.bounded_global_gap, gap_text);
  if (record.patterns > 0 || record.certified_global_gap)
    table.add("certified global gap",
              record.certified_global_gap ? gap_text(*record.certified_global_gap) : "not computed");
  if (record.cones > 0)
    table.add("global lower bound", six_digits(*record.global_lower_bound) + ", proven over all patterns (" +
                                        counted(record.cones, "cone") + ")");
  if (record.patterns > 0 || record.neurons > 0)
    table.add("neurons", std::to_string(record.neurons) +
                             (record.patterns > 0 ? " of " + counted(record.patterns, "pattern") : std::string()));
  table.add("train accuracy", record.train_accuracy, share_text);
  table.add("test accuracy", record.test_accuracy, share_text);
  table.add("balanced accuracy", record.balanced_accuracy, share_text);
  table.add("auc", record.auc, share_text);
  table.add("rmse", record.rmse, six_digits);
  if (record.trials.size() > 1) table.add("chosen among", std::to_string(record.trials.size()) + " seeds");
  table.add("time", formatted("%.2f s on ", record.seconds_total) + counted(record.ranks, "rank"));
  return table.text() + (record.gap ? verdict(record.certified_global_gap, *record.gap) + "\n" : std::string());
}

}  // namespace heaviside::report
