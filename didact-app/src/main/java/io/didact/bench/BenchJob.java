package io.didact.bench;

/** What is measured. */
public enum BenchJob {
  /** Samples every completion at temperature 0.7, to its given length. */
  GENERATE {
    @Override
    long run(Classroom room, Workload work) {
      room.generate(work);
      return tokens(work);
    }

    @Override
    long tokens(Workload work) {
      return work.completionTokens();
    }
  },
  /** The reward of completions that come without log-probs: student and teacher both read them. */
  SCORE {
    @Override
    long run(Classroom room, Workload work) {
      room.score(work);
      return tokens(work);
    }

    @Override
    long tokens(Workload work) {
      return 2 * rowTokens(work, true);
    }
  },
  /** One update over all completions: reference, policy forward and backward, AdamW. */
  TRAIN {
    @Override
    long run(Classroom room, Workload work) {
      room.train(work);
      return tokens(work);
    }

    @Override
    long tokens(Workload work) {
      return rowTokens(work, false);
    }
  },
  /** Sampling, the reward of what was sampled, and the update on it. */
  STEP {
    @Override
    long run(Classroom room, Workload work) {
      room.step(work);
      return tokens(work);
    }

    @Override
    long tokens(Workload work) {
      return GENERATE.tokens(work) + SCORE.tokens(work) + TRAIN.tokens(work);
    }
  };

  /** Does the job. @return {@link #tokens} */
  abstract long run(Classroom room, Workload work);

  /**
   * Tokens of the job as a way without sharing would read or write them: every completion with a
   * prompt of its own, in each context that is scored.
   */
  abstract long tokens(Workload work);

  private static long rowTokens(Workload work, boolean solutions) {
    long tokens = work.completionTokens();
    for (int p = 0; p < work.prompts().size(); p++) {
      long around =
          work.prompts().get(p).size() + (solutions ? work.solutions().get(p).size() : 0L);
      tokens += around * work.lengths().get(p).length;
    }
    return tokens;
  }
}
