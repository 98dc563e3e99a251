package io.didact.eval.task;

import io.didact.engine.GenerationListener;
import io.didact.engine.Generator;
import io.didact.engine.Sampling;
import java.util.List;

/** Lets a model respond to prompts. */
public interface Respondent {
  /**
   * @param listener hears of tokens as they are written, and of responses as they are finished
   * @return for each request a response to each of its seeds
   */
  List<List<Response>> respond(List<Generator.Request> requests, GenerationListener listener);

  /** In one go. */
  static Respondent plain(ResponseWriter writer, Sampling sampling) {
    return (requests, listener) -> writer.write(requests, sampling, listener);
  }
}
