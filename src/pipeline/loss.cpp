#include "heaviside/pipeline/loss.hpp"

#include "heaviside/core/errors.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {
namespace {

/// \param y  -1 or +1
Eigen::VectorXd balanced(const Eigen::VectorXd& y) {
  const auto half = static_cast<double>(y.size()) / 2;
  const auto positive = static_cast<double>((y.array() > 0).count());
  const auto negative = static_cast<double>(y.size()) - positive;
  return y.unaryExpr([&](double label) { return label > 0 ? half / positive : half / negative; });
}

}  // namespace

solver::Loss make_loss(const TrainOptions& options, const TrainingData& data) {
  const auto kind = solver::loss_kind(options.loss);
  const bool for_classes = kind == solver::LossKind::logistic || kind == solver::LossKind::squared_hinge;
  if (options.class_weight != "equal" && data.target.task != data::Task::binary)
    throw core::InputError("--class-weight " + options.class_weight + ": expected two classes, found the task " +
                           network::task_name(data.target.task));
  if (for_classes && data.target.task != data::Task::binary)
    throw core::InputError("--loss " + options.loss + ": expected two classes, found the task " +
                           network::task_name(data.target.task));
  return make_loss(options, data.target.y);
}

solver::Loss make_loss(const TrainOptions& options, const Eigen::VectorXd& y) {
  const Eigen::VectorXd weights =
      options.class_weight == "balanced" ? balanced(y) : Eigen::VectorXd(Eigen::VectorXd::Ones(y.size()));
  return {solver::loss_kind(options.loss), y, weights, options.huber_delta};
}

}  // namespace heaviside::pipeline
