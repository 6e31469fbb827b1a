#include "heaviside/pipeline/loss.hpp"

#include "heaviside/core/errors.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {

solver::Loss make_loss(const TrainOptions& options, const TrainingData& data) {
  const auto kind = solver::loss_kind(options.loss);
  const bool for_classes = kind == solver::LossKind::logistic || kind == solver::LossKind::squared_hinge;
  if (for_classes && data.target.task != data::Task::binary)
    throw core::InputError("--loss " + options.loss + ": expected two classes, found the task " +
                           network::task_name(data.target.task));
  return make_loss(options, data.target.y);
}

solver::Loss make_loss(const TrainOptions& options, const Eigen::VectorXd& y) {
  return {solver::loss_kind(options.loss), y, Eigen::VectorXd::Ones(y.size()), options.huber_delta};
}

}  // namespace heaviside::pipeline
