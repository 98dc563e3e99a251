package io.didact.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.algorithm.CorrectnessReward;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.rollout.AnswerReward;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.text.TokenIds;
import io.didact.tiny.Tiny;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Explanations and answers that the limit cut, and answers as traces; texts are given. */
class WhenCutTest {
  private static final Problem P = new Problem("p", "9a+4", "3", null, null);
  private static final Problem Q = new Problem("q", "1a+1", "2", "two", null);
  private static final long SEED = 5;

  /** Gives texts in the order in which samples are asked for, and remembers their seeds. */
  private static final class Script implements RolloutEngine {
    private final Deque<String> texts;
    private final List<List<Long>> seeds = new ArrayList<>();

    Script(String... texts) {
      this.texts = new ArrayDeque<>(List.of(texts));
    }

    @Override
    public List<List<Completion>> generate(
        List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
      seeds.add(requests.stream().flatMap(each -> Arrays.stream(each.seeds()).boxed()).toList());
      return requests.stream()
          .map(each -> LongStream.of(each.seeds()).mapToObj(seed -> next()).toList())
          .toList();
    }

    private Completion next() {
      String text = texts.remove();
      TokenIds ids = Tiny.TOKENIZER.encode(text);
      double[] logProbs = new double[ids.size()];
      Arrays.fill(logProbs, -0.5);
      return new Completion(ids, logProbs, text.endsWith(">") ? Finish.STOP : Finish.LENGTH);
    }

    @Override
    public Promises promises() {
      return new Promises(LogProbs.EXACT, true, true);
    }

    @Override
    public void weightsChanged(long version) {}

    @Override
    public void close() {}
  }

  /** 0 with the closing tag, −1 without. */
  private static final RolloutReward CLOSED =
      groups ->
          groups.stream()
              .map(
                  group ->
                      new ScoredGroup(
                          group,
                          group.rollouts().stream()
                              .map(each -> Tiny.TOKENIZER.decode(each.completion()))
                              .toList(),
                          group.rollouts().stream().map(WhenCutTest::worth).toList()))
              .toList();

  private static RewardBreakdown worth(Rollout rollout) {
    boolean closed = Tiny.TEACHER.thought(rollout.completion()).closed();
    return new RewardBreakdown(List.of(new RewardTerm.Fixed("closed", closed ? 0 : -1, "")));
  }

  private static TraceCollector.Collected explain(WhenCut whenCut, Script script) {
    return collect(Tiny.TEACHER, CLOSED, whenCut, false, script);
  }

  /** Two samples of each problem. */
  private static TraceCollector.Collected collect(
      View view, RolloutReward reward, WhenCut whenCut, boolean written, Script script) {
    RolloutCollector collector =
        new RolloutCollector(script, view::prompt, Tiny.sampling(0.7, 20), 2, SEED);
    return new TraceCollector(collector, view, reward, "teacher", whenCut, written)
        .collect(0, List.of(P, Q), GenerationListener.NONE);
  }

  private static List<String> texts(TraceCollector.Collected collected) {
    return collected.traces().stream().map(each -> each.problem().trace()).toList();
  }

  private static long seed(Problem problem, int sample) {
    return Seeds.mix(SEED, 0, Seeds.of(problem.id()), sample);
  }

  @Test
  void whatIsCutIsKeptOrDropped() {
    String[] texts = {"9+4=3.</e>", "9+4", "1+1=2.</e>", "1"};
    TraceCollector.Collected kept = explain(WhenCut.Simply.KEEP, new Script(texts));
    assertThat(texts(kept)).containsExactly("9+4=3.", "9+4", "1+1=2.", "1");
    assertThat(kept.traces()).extracting(Trace::closed).containsExactly(true, false, true, false);
    assertThat(kept.metrics().counts()).containsEntry("cut", 2L).containsEntry("dropped", 0L);

    TraceCollector.Collected dropped = explain(WhenCut.Simply.DROP, new Script(texts));
    assertThat(texts(dropped)).containsExactly("9+4=3.", "1+1=2.");
    assertThat(dropped.metrics().counts()).containsEntry("cut", 2L).containsEntry("dropped", 2L);
    assertThat(dropped.groups())
        .as("the log has all")
        .extracting(each -> each.rewards().size())
        .containsExactly(2, 2);
    assertThat(dropped.metrics().n()).isEqualTo(4);
    assertThat(dropped.metrics().closed()).isEqualTo(0.5);
  }

  /**
   * p's second and q's first are cut; q's is whole at the first further attempt, p's at the second.
   * Each has draws of its own: of (seed, problem, sample), then of the attempts.
   */
  @Test
  void whatIsCutIsSampledAgain() {
    Script script =
        new Script(
            "9+4=3.</e>",
            "9+4",
            "1",
            "1+1=2.</e>", // p0 p1 q0 q1
            "9+",
            "2=1+1.</e>", // p1 q0
            "3=9+4.</e>"); // p1
    TraceCollector.Collected again = explain(new WhenCut.SampleAgain(3), script);
    assertThat(texts(again)).containsExactly("9+4=3.", "3=9+4.", "2=1+1.", "1+1=2.");
    long p1 = Seeds.mix(seed(P, 1), 1);
    assertThat(script.seeds)
        .containsExactly(
            List.of(seed(P, 0), seed(P, 1), seed(Q, 0), seed(Q, 1)),
            List.of(p1, Seeds.mix(seed(Q, 0), 1)),
            List.of(Seeds.mix(p1, 2)));
    assertThat(again.traces().get(1).seed()).isEqualTo(Seeds.mix(p1, 2));
    assertThat(again.traces()).extracting(each -> each.reward().getAsDouble()).containsOnly(0.0);
    assertThat(again.metrics().counts())
        .containsEntry("cut", 2L)
        .containsEntry("again", 3L)
        .containsEntry("dropped", 0L);
  }

  @Test
  void whatIsCutEachTimeIsDropped() {
    Script script = new Script("9+4=3.</e>", "9+4", "1+1=2.</e>", "1+1=2.</e>", "9", "4", "3");
    TraceCollector.Collected again = explain(new WhenCut.SampleAgain(2), script);
    assertThat(texts(again)).containsExactly("9+4=3.", "1+1=2.", "1+1=2.");
    assertThat(script.seeds).hasSize(3);
    assertThat(again.metrics().counts()).containsEntry("again", 2L).containsEntry("dropped", 1L);
  }

  /** The tag is put in before scoring: no penalty. What the student's tag ended is cut there. */
  @Test
  void aClosingTagIsPutIn() {
    Script script = new Script("9+4=3.</e>", "9+4", "1+1=2.</t>", "1+1=2.</e>");
    TraceCollector.Collected closed = explain(WhenCut.Simply.CLOSE, script);
    assertThat(texts(closed)).containsExactly("9+4=3.", "9+4", "1+1=2.", "1+1=2.");
    assertThat(closed.traces()).extracting(Trace::closed).containsOnly(true);
    assertThat(closed.traces()).extracting(each -> each.reward().getAsDouble()).containsOnly(0.0);
    assertThat(closed.traces().get(0).remark()).isEmpty();
    assertThat(closed.traces().get(1).remark())
        .contains("the closing tag was put in after 3 tokens");
    assertThat(closed.metrics().closed()).as("as they were sampled").isEqualTo(0.5);
    Rollout cut = closed.groups().get(0).group().rollouts().get(1);
    assertThat(Tiny.TOKENIZER.decode(cut.completion())).isEqualTo("9+4</e>");
    assertThat(cut.logProbs()).containsExactly(-0.5, -0.5, -0.5, 0);
    assertThat(cut.finish()).isEqualTo(Finish.LENGTH);
    Rollout tagged = closed.groups().get(1).group().rollouts().get(0);
    assertThat(Tiny.TOKENIZER.decode(tagged.completion())).isEqualTo("1+1=2.</e>");
    assertThat(tagged.logProbs()).hasSize(7).endsWith(-0.5, 0);
  }

  private static TraceCollector.Collected answer(boolean written, Script script) {
    AnswerReward reward =
        new AnswerReward(
            CorrectnessReward.paper(),
            Tiny.STUDENT,
            Tiny.TOKENIZER,
            (asked, given) -> given.equals(asked.expectedAnswer()),
            true);
    return collect(Tiny.STUDENT, reward, WhenCut.Simply.KEEP, written, script);
  }

  /**
   * p is answered 3, which is right, and 4; q is answered 2, where "two" is expected, and not at
   * all. A written solution stands in the place of the known one, and the right answer stays.
   */
  @Test
  void answersAreTracesWithTheSolutionThatWasWritten() {
    String[] texts = {
      "9+4=3.</t><s>3</s><end>",
      "9+4=4.</t><s>4</s><end>",
      "1+1=2.</t><s>2</s><end>",
      "1+1=2.</t>2<end>"
    };
    TraceCollector.Collected written = answer(true, new Script(texts));
    assertThat(texts(written)).containsExactly("9+4=3.", "9+4=4.", "1+1=2.");
    assertThat(written.traces())
        .extracting(each -> each.problem().solution())
        .containsExactly("3", "4", "2");
    assertThat(written.traces())
        .extracting(each -> each.problem().expectedAnswer())
        .containsExactly("3", "3", "two");
    assertThat(written.traces())
        .extracting(each -> each.correct().orElseThrow())
        .containsExactly(true, false, false);
    assertThat(written.traces())
        .extracting(each -> each.reward().getAsDouble())
        .containsExactly(1.0, -0.5, -0.5);
    assertThat(written.metrics().counts())
        .containsEntry("right", 1L)
        .containsEntry("cut", 1L)
        .containsEntry("dropped", 1L);

    TraceCollector.Collected known = answer(false, new Script(texts));
    assertThat(known.traces())
        .extracting(each -> each.problem().solution())
        .containsExactly("3", "3", "2", "2");
    assertThat(known.traces().get(3).correct()).contains(false);
  }

  @Test
  void atLeastOneFurtherAttempt() {
    assertThatThrownBy(() -> new WhenCut.SampleAgain(0))
        .hasMessageContaining("attempts must be ≥ 1, was 0");
  }
}
