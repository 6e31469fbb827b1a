// What a run leaves and another reads: models, checkpoints, reports.
#include "heaviside/core/checkpoint.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/rerun.hpp"
#include "pipeline/saved_training.hpp"
#include "support/temporary_folder.hpp"
#include "targets.hpp"
#include "unit/data/reading.hpp"

namespace heaviside::fuzz {
namespace {

using core::Communicator;
using reading::TemporaryFile;

std::string text_of(const std::filesystem::path& path) { return core::read_text(Communicator::self(), path); }

/// What was read can be predicted with, and once written reads back as the same bytes.
void read_model(const std::string& bytes) {
  const TemporaryFile file("model", bytes), written("written", ""), again("again", "");
  accepted([&] {
    const auto network = network::read_model(Communicator::self(), file.path());
    network::evaluate(network, Eigen::MatrixXd::Zero(1, std::ssize(network.features)));
    network::write_model(written.path(), network);
    network::write_model(again.path(), network::read_model(Communicator::self(), written.path()));
    require(text_of(written.path()) == text_of(again.path()), "a model that is written reads back as the same");
  });
}

/// Damaged bytes beside a sound older generation never end in anything but that, or in what they hold.
void read_checkpoint(const std::string& bytes) {
  const test::TemporaryFolder folder;
  core::write_checkpoint(folder.path(), "older");
  core::write_checkpoint(folder.path(), "newer");
  core::write_file(folder.path() / "checkpoint", bytes);
  std::string told;
  const std::string state = core::read_checkpoint(folder.path(), [&](const std::string& fault) { told = fault; });
  require(told.empty() ? bytes.find(state) != std::string::npos : state == "older", "of two generations one is sound");
  std::filesystem::remove(folder.path() / "checkpoint.previous");
  require(accepted([&] { core::read_checkpoint(folder.path(), [](const std::string&) {}); }) == told.empty(),
          "without the older one what is damaged is refused");
}

/// The state in a checkpoint, whatever its checksum said.
void read_state(const std::string& bytes) {
  accepted([&] {
    const auto saved = pipeline::from_bytes(bytes, "checkpoint");
    const std::string written = pipeline::to_bytes(saved);
    require(pipeline::to_bytes(pipeline::from_bytes(written, "checkpoint")) == written,
            "a state reads back as the same");
  });
}

/// A method with an option of each kind that a report tells; it runs nothing.
class NoMethod : public pipeline::GridMethod {
 public:
  NoMethod() : table_("heaviside train DATA", "") {
    table_.positional(data_, "DATA", "")
        .number(beta_, "beta", core::Interval::above(0), "")
        .integers(layers_, "layers", 1, "");
    table_.on_off(bias_, "bias", "").list(names_, "one-hot", "").integer(seed_, "seed", 0, "");
  }
  core::OptionTable& options() override { return table_; }
  data::ReadOptions reading() const override { return {}; }
  std::map<std::string, std::vector<std::string>> files() const override { return {}; }
  double cost(double, double) const override { return 1; }
  Result run(const Communicator&, const std::string&, std::optional<double>, core::Log&) override {
    return {core::ExitCode::reached, {{"data_sha256", "a"}, {"versions", {{"PETSc", "3"}}}, {"commit", "b"}}};
  }

 private:
  core::OptionTable table_;
  std::string data_;
  std::optional<double> beta_;
  std::vector<std::int64_t> layers_;
  std::vector<std::string> names_;
  bool bias_ = true;
  std::int64_t seed_ = 0;
};

void read_report(const std::string& bytes) {
  const test::TemporaryFolder folder;
  core::write_file(folder.path() / "report.json", bytes);
  core::write_file(folder.path() / "model.json", "{}");
  core::Log log(Communicator::self(), true);
  const std::vector<pipeline::GridMethodEntry> methods = {{"train", [] { return std::make_unique<NoMethod>(); }}};
  accepted([&] {
    pipeline::to_text(
        pipeline::rerun(Communicator::self(), {folder.path() / "report.json", folder.path()}, methods, log));
  });
}

}  // namespace

Targets run_targets() {
  return {{"model", read_model}, {"checkpoint", read_checkpoint}, {"state", read_state}, {"report", read_report}};
}

}  // namespace heaviside::fuzz
