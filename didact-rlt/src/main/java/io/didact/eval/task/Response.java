package io.didact.eval.task;

import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.text.TokenIds;

/**
 * What was written after a prompt.
 *
 * @param ids all of it, with what budget forcing wrote and with the token that ended it
 * @param finish whether it ended or the length limit cut it
 */
public record Response(TokenIds ids, Finish finish) {
  static Response of(Completion completion) {
    return new Response(completion.ids(), completion.finish());
  }
}
