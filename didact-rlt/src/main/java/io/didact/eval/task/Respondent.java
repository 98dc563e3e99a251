package io.didact.eval.task;

import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import java.util.List;

/** Lets a model respond to prompts. */
public interface Respondent {
  /**
   * @param listener hears of tokens as they are written, and of responses as they are finished
   * @return for each request a response to each of its seeds
   */
  List<List<Completion>> respond(List<RolloutRequest> requests, GenerationListener listener);

  /** In one go. */
  static Respondent plain(RolloutEngine engine, Sampling sampling) {
    return (requests, listener) -> engine.generate(requests, sampling, listener);
  }
}
