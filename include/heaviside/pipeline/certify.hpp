/// \file  The pipeline of a certificate: how far a trained network, whoever trained it, is from the global optimum.
#pragma once

#include <cstdint>
#include <string>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/train_options.hpp"

namespace heaviside::pipeline {

struct CertifyOptions {
  std::string model;
  TrainOptions training;  ///< of the run that finds the bound; beta, if given, takes the place of the model's
};

/// What is proven of a network on the rows that it was trained on.
struct ModelCertificate {
  double objective = 0;  ///< of the network: L(f) + beta ||w||_1
  double beta = 0;
  double best_objective = 0;        ///< the least that was found on the way
  double lower_bound = 0;           ///< no network of two layers, or if deep of any depth, has a smaller objective
  bool deep = false;                ///< more than two layers: the shattered program is all that bounds it
  double bounded_global_gap = 0;    ///< relative gaps: over all 0/1 vectors,
  double certified_global_gap = 0;  ///< and over all patterns of the data
  std::int64_t neurons = 0;
  std::int64_t cones = 0;  ///< that branch and bound looked at
  double seconds = 0;
  core::ExitCode outcome = core::ExitCode::reached;  ///< reached: the certified gap is within the one asked for
};

/// Trains, for a network of two layers, on the same rows with the network's beta and proves a lower bound; the
/// network's own weights are only measured.
///
/// \throws core::CollectiveError (exit 2) on every rank: a bad model or bad data
/// \note Collective.
ModelCertificate certify(const core::Communicator& comm, const CertifyOptions& options, core::Log& log);

/// A few aligned lines, and a sentence that says what is proven. Local.
std::string to_text(const ModelCertificate& certificate, double gap);

}  // namespace heaviside::pipeline
