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
  table.add("beta", six_digits(record.beta) + " (beta_max " + six_digits(record.beta_max) + ")");
  table.add("restricted gap", gap_text(record.restricted_gap));
  table.add("bounded global gap", record.bounded_global_gap, gap_text);
  table.add("certified global gap",
            record.certified_global_gap ? gap_text(*record.certified_global_gap) : "not computed");
  if (record.cones > 0)
    table.add("global lower bound", six_digits(*record.global_lower_bound) + ", proven over all patterns (" +
                                        counted(record.cones, "cone") + ")");
  table.add("neurons", std::to_string(record.neurons) + " of " + counted(record.patterns, "pattern"));
  table.add("train accuracy", record.train_accuracy, share_text);
  table.add("test accuracy", record.test_accuracy, share_text);
  table.add("balanced accuracy", record.balanced_accuracy, share_text);
  table.add("auc", record.auc, share_text);
  table.add("rmse", record.rmse, six_digits);
  table.add("time", formatted("%.2f s on ", record.seconds_total) + counted(record.ranks, "rank"));
  return table.text() + verdict(record.certified_global_gap, record.gap) + "\n";
}

}  // namespace heaviside::report
