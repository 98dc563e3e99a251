package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.engine.Completion;
import io.didact.engine.GenerationListener;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Budget forcing of a model that writes characters at random. */
class ForcedRespondentTest {
  private static final Parameters MODEL = Tiny.parameters(DType.FLOAT32, 3);
  private static final Workers WORKERS = new Workers(2);
  private static final int THINKING = 24;
  private static final int ANSWER = 6;
  private static final Set<Integer> END = Set.of(Tiny.TOKENIZER.id("<end>").orElseThrow());
  private static final List<RolloutRequest> REQUESTS =
      List.of(
          request("<S>1a+2b+3", LongStream.range(0, 30).toArray()),
          request("<S>7a+2", LongStream.range(100, 130).toArray()));

  @AfterAll
  static void close() {
    WORKERS.close();
    MODEL.close();
  }

  private static RolloutRequest request(String prompt, long... seeds) {
    return new RolloutRequest(Tiny.TOKENIZER.encode(prompt), seeds);
  }

  /** The thought ends with "5", an ordinary character, which this model often writes. */
  private static BudgetForcing budget(int times) {
    return new BudgetForcing("<t>", "5", "</t><s>", "</t><s>answer ", "wait ", times, THINKING);
  }

  private static LocalEngine engine(int maxRows) {
    return new LocalEngine(MODEL, WORKERS, Tiny.TOKENIZER.size(), Tiny.TOKENIZER::bytes, maxRows);
  }

  private static List<List<Completion>> respond(
      List<RolloutRequest> requests, int times, int maxRows) {
    try (LocalEngine engine = engine(maxRows)) {
      Sampling sampling = Sampling.at(1.5, THINKING + ANSWER).stoppingAt(END, List.of());
      return new ForcedRespondent(engine, Tiny.TOKENIZER, budget(times), sampling)
          .respond(requests, GenerationListener.NONE);
    }
  }

  private static List<String> texts(int times) {
    return respond(REQUESTS, times, 256).stream()
        .flatMap(List::stream)
        .map(response -> Tiny.TOKENIZER.decode(response.ids()))
        .toList();
  }

  /** The thought as text, without the opening; and what follows it. */
  private static String[] parts(String text) {
    assertThat(text).startsWith("<t>").contains("</t><s>");
    // the model may write the closing tags itself: the last place is that of the forcing only if
    // the answer has none, so the check below is on the thought up to the first
    int at = text.indexOf("</t><s>");
    return new String[] {text.substring(3, at), text.substring(at + 7)};
  }

  /** Without forcing, no thought holds its end, and only one that was cut is asked to answer. */
  @Test
  void closesWhatEndsAndCutsWhatDoesNot() {
    int cut = 0;
    int ended = 0;
    for (String text : texts(0)) {
      String thought = parts(text)[0];
      assertThat(thought).doesNotContain("5", "wait ");
      boolean asked = parts(text)[1].startsWith("answer ");
      int length = Tiny.TOKENIZER.encode(thought).size();
      assertThat(length).isEqualTo(asked ? THINKING : Math.min(length, THINKING));
      cut += asked ? 1 : 0;
      ended += asked ? 0 : 1;
    }
    assertThat(cut).isPositive();
    assertThat(ended).isPositive();
  }

  /** Where the thought would end, "wait " stands, at most as often as asked for. */
  @Test
  void waitsInPlaceOfTheEnd() {
    List<String> without = texts(0);
    List<String> with = texts(2);
    int waited = 0;
    for (int i = 0; i < with.size(); i++) {
      String before = parts(without.get(i))[0];
      String thought = parts(with.get(i))[0];
      int waits = thought.split("wait ", -1).length - 1;
      assertThat(waits).isLessThanOrEqualTo(2);
      assertThat(thought).doesNotContain("5");
      if (waits > 0) {
        assertThat(thought).startsWith(before + "wait ");
        waited++;
      }
      assertThat(Tiny.TOKENIZER.encode(thought).size()).isLessThanOrEqualTo(THINKING);
    }
    assertThat(waited).isGreaterThan(5);
  }

  /**
   * After "wait " the thought goes on with at least one token, though the model would often end it
   * at once: the end's probability there is far from 0, and free thoughts end at once here and
   * there. All waits are used, unless the budget ends before.
   */
  @Test
  void somethingFollowsEveryWait() {
    int uses = 0;
    boolean emptyBefore = false;
    for (String text : texts(1)) {
      String thought = parts(text)[0];
      boolean cut = parts(text)[1].startsWith("answer ");
      List<String> pieces = List.of(thought.split("wait ", -1));
      emptyBefore |= pieces.get(0).isEmpty();
      assertThat(pieces.subList(1, pieces.size())).noneMatch(String::isEmpty);
      int room = THINKING - Tiny.TOKENIZER.encode(thought).size();
      if (!cut && room > Tiny.TOKENIZER.encode("wait ").size()) {
        assertThat(pieces).hasSize(2);
        uses++;
      }
    }
    assertThat(emptyBefore).isTrue();
    assertThat(uses).isPositive();
  }

  /** Tokens of all goes are told of, the forced ones not; samples when they are answered. */
  @Test
  void tellsOfTokensAndOfFinishedSamples() {
    LongAdder tokens = new LongAdder();
    LongAdder finished = new LongAdder();
    LongAdder spared = new LongAdder();
    try (LocalEngine engine = engine(5)) {
      Sampling sampling = Sampling.at(1.5, THINKING + ANSWER).stoppingAt(END, List.of());
      new ForcedRespondent(engine, Tiny.TOKENIZER, budget(1), sampling)
          .respond(
              REQUESTS,
              (written, ended, saved) -> {
                tokens.add(written);
                finished.add(ended);
                spared.add(saved);
              });
    }
    assertThat(finished.sum()).isEqualTo(60);
    assertThat(tokens.sum()).isBetween(60 * 2L, 60L * (THINKING + ANSWER));
    assertThat(tokens.sum() + spared.sum()).isEqualTo(60L * (THINKING + ANSWER));
  }

  /** A sample is the same alone, among others, in another order and in other batches. */
  @Test
  void doesNotDependOnTheOthers() {
    List<List<Completion>> all = respond(REQUESTS, 2, 256);
    assertThat(respond(REQUESTS, 2, 3)).isEqualTo(all);
    List<RolloutRequest> reversed = new ArrayList<>(REQUESTS);
    Collections.reverse(reversed);
    List<List<Completion>> back = new ArrayList<>(respond(reversed, 2, 256));
    Collections.reverse(back);
    assertThat(back).isEqualTo(all);
    for (int k = 0; k < 30; k += 7) {
      RolloutRequest alone =
          new RolloutRequest(REQUESTS.get(0).prompt(), new long[] {REQUESTS.get(0).seeds()[k]});
      assertThat(respond(List.of(alone), 2, 256).get(0).get(0)).isEqualTo(all.get(0).get(k));
    }
  }

  @Test
  void needsRoomForTheAnswer() {
    try (LocalEngine engine = engine(1)) {
      assertThatThrownBy(
              () ->
                  new ForcedRespondent(
                      engine, Tiny.TOKENIZER, budget(1), Sampling.greedy(THINKING)))
          .hasMessageContaining("leaves nothing of 24 for the answer");
    }
  }
}
