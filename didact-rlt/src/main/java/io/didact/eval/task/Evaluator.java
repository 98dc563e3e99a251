package io.didact.eval.task;

import io.didact.data.Repetition;
import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.eval.SampleRow;
import io.didact.run.Sha256;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Asks a model and grades what it says.
 *
 * @param prompts what it reads of a question
 * @param engine samples from it
 * @param room how long it may respond, and how
 * @param rule how a response is graded
 * @param samples responses a problem
 * @param seed a sample's draws are those of (seed, problem's id, number of the sample)
 */
public record Evaluator(
    PromptWriter prompts,
    RolloutEngine engine,
    Room room,
    AnswerRule rule,
    int samples,
    long seed) {

  /**
   * The samples of some questions, question by question.
   *
   * @param listener hears of tokens and of finished samples
   */
  public List<SampleRow> samples(List<Question> questions, GenerationListener listener) {
    List<PromptWriter.Prompt> read = questions.stream().map(prompts::prompt).toList();
    List<RolloutRequest> requests = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      requests.add(new RolloutRequest(read.get(i).ids(), seeds(questions.get(i))));
    }
    List<List<Completion>> responses =
        room.respond(engine, prompts.tokenizer(), requests, listener);
    List<SampleRow> graded = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      for (int k = 0; k < samples; k++) {
        graded.add(
            grade(
                questions.get(i),
                k,
                requests.get(i).seeds()[k],
                read.get(i),
                responses.get(i).get(k)));
      }
    }
    return graded;
  }

  private long[] seeds(Question question) {
    long problem = Seeds.of(question.item().id());
    return LongStream.range(0, samples).map(k -> Seeds.mix(seed, problem, k)).toArray();
  }

  private SampleRow grade(
      Question question, int sample, long drawn, PromptWriter.Prompt prompt, Completion response) {
    String text = text(response.ids());
    return new SampleRow(
        question.item().id(),
        sample,
        drawn,
        hash(prompt.ids()),
        prompt.text(),
        text,
        question.expected(),
        rule.grade(text, question.expected(), question.choices().size()),
        response.ids().size(),
        OptionalDouble.of(Repetition.of(response.ids())),
        response.finish(),
        question.item().subject(),
        question.item().level(),
        question.choices());
  }

  /** SHA-256 of the ids in decimal with one blank between them, in hexadecimal. */
  static String hash(TokenIds ids) {
    return Sha256.of(ids.stream().mapToObj(String::valueOf).collect(Collectors.joining(" ")));
  }

  /** What was written, without what ended it. */
  private String text(TokenIds ids) {
    int end = ids.size();
    while (end > 0 && ends(ids.get(end - 1))) {
      end--;
    }
    String text = prompts.tokenizer().decode(ids.slice(0, end));
    for (String stop : room.sampling().stopStrings()) {
      if (text.endsWith(stop)) {
        return text.substring(0, text.length() - stop.length());
      }
    }
    return text;
  }

  /** Whether an id only ends a response: a model's end may be the tag that closes the solution. */
  private boolean ends(int id) {
    return room.sampling().stopIds().contains(id)
        && rule.tags()
            .filter(t -> prompts.tokenizer().decode(TokenIds.of(id)).equals(t.solution().close()))
            .isEmpty();
  }
}
