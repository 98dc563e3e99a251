package io.didact.eval.task;

import io.didact.engine.GenerationListener;
import io.didact.engine.Generator;
import io.didact.engine.Sampling;
import java.util.List;

/** Writes what comes after prompts: a model, or one whose finished responses are kept. */
@FunctionalInterface
public interface ResponseWriter {
  /**
   * @param listener hears of tokens as they are written, and of responses as they are finished
   * @return for each request a response to each of its seeds
   */
  List<List<Response>> write(
      List<Generator.Request> requests, Sampling sampling, GenerationListener listener);

  /** A model. */
  static ResponseWriter of(Generator generator) {
    return (requests, sampling, listener) ->
        generator.generate(requests, sampling, listener).stream()
            .map(completions -> completions.stream().map(Response::of).toList())
            .toList();
  }
}
