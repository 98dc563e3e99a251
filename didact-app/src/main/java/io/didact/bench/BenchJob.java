package io.didact.bench;

import java.util.Locale;

/** What is measured. */
public enum BenchJob {
  /** Samples every completion at temperature 0.7, to its given length. */
  GENERATE {
    @Override
    void run(Classroom room, Workload work) {
      room.generate(work);
    }

    @Override
    long tokens(Workload work) {
      return work.completionTokens();
    }

    @Override
    double flops(Floor floor, Workload work) {
      return floor.generate(work);
    }
  },
  /** The reward of completions that come without log-probs: student and teacher both read them. */
  SCORE {
    @Override
    void run(Classroom room, Workload work) {
      room.score(work);
    }

    @Override
    long tokens(Workload work) {
      return 2 * rowTokens(work, true);
    }

    @Override
    double flops(Floor floor, Workload work) {
      return floor.student(work) + floor.teacher(work);
    }
  },
  /** One update over all completions: reference, policy forward and backward, AdamW. */
  TRAIN {
    @Override
    void run(Classroom room, Workload work) {
      room.train(work);
    }

    @Override
    long tokens(Workload work) {
      return rowTokens(work, false);
    }

    @Override
    double flops(Floor floor, Workload work) {
      return floor.train(work);
    }
  },
  /**
   * Sampling, the reward of what was sampled, and the update on it; the teacher's log-probs are
   * those of sampling.
   */
  STEP {
    @Override
    void run(Classroom room, Workload work) {
      room.step(work);
    }

    @Override
    long tokens(Workload work) {
      return GENERATE.tokens(work) + SCORE.tokens(work) + TRAIN.tokens(work);
    }

    @Override
    double flops(Floor floor, Workload work) {
      return floor.generate(work) + floor.student(work) + floor.train(work);
    }
  };

  /** Does the job. */
  abstract void run(Classroom room, Workload work);

  /**
   * Tokens of the job as a way without sharing would read or write them: every completion with a
   * prompt of its own, in each context that is scored.
   */
  abstract long tokens(Workload work);

  /** The floating-point operations that the job cannot do without. */
  abstract double flops(Floor floor, Workload work);

  /** Its name, as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

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
