#include "heaviside/pipeline/loss.hpp"

#include <map>

#include "heaviside/core/errors.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {
namespace {

/// n / (K m) of each row, m the rows of its class.
Eigen::VectorXd balanced(const data::Target& target, const Eigen::VectorXd& y) {
  std::map<double, double> rows;
  for (const double label : y) ++rows[label];
  const auto share = static_cast<double>(y.size()) / static_cast<double>(target.classes.size());
  return y.unaryExpr([&](double label) { return share / rows.at(label); });
}

bool is_for_classes(solver::LossKind kind) {
  return kind == solver::LossKind::logistic || kind == solver::LossKind::squared_hinge;
}

/// What an output is to be at the rows of other classes: -1 where the loss asks for signs; else -1 / (K - 1), so that
/// the outputs of a row sum to 0 and classes of equal size have the mean 0 [LLW04]. Of two classes the same.
double other_class(solver::LossKind kind, Eigen::Index outputs) {
  return is_for_classes(kind) || outputs == 1 ? -1 : -1 / static_cast<double>(outputs - 1);
}

}  // namespace

solver::Loss make_loss(const TrainOptions& options, const TrainingData& data) {
  const bool for_classes = is_for_classes(solver::loss_kind(options.loss));
  const bool has_classes = data.target.task != data::Task::regression;
  if (options.class_weight != "equal" && !has_classes)
    throw core::InputError("--class-weight " + options.class_weight + ": expected classes, found the task " +
                           network::task_name(data.target.task));
  if (for_classes && !has_classes)
    throw core::InputError("--loss " + options.loss + ": expected classes, found the task " +
                           network::task_name(data.target.task));
  return make_loss(options, data.target, data.target.y, data.train.weights);
}

solver::Loss make_loss(const TrainOptions& options, const data::Target& target, const Eigen::VectorXd& y,
                       const Eigen::VectorXd& weights) {
  Eigen::VectorXd c = weights.size() > 0 ? weights : Eigen::VectorXd::Ones(y.size());
  if (options.class_weight == "balanced") c = c.cwiseProduct(balanced(target, y));
  const auto kind = solver::loss_kind(options.loss);
  const Eigen::Index outputs = target.outputs();
  return {kind, data::wanted_outputs(target, y, other_class(kind, outputs)), c.replicate(outputs, 1),
          options.huber_delta};
}

}  // namespace heaviside::pipeline
