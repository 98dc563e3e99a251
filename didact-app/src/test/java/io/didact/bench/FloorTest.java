package io.didact.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.AttentionWindow;
import io.didact.model.decoder.DecoderConfig;
import io.didact.text.TokenIds;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * By hand, for d 4, f 6, one layer, H 2, K 1, d_h 2, V 10:
 *
 * <pre>
 * matrices   2·(4·(2 + 2·1)·2 + 2·2·4 + 3·4·6) = 2·(32 + 16 + 72) = 240 a token
 * attention  4·2·2                             = 16 a token that is seen
 * head       2·4·10                            = 80 a row
 * </pre>
 *
 * and a prompt of 3 tokens, a solution of 2, and completions of 1 and 2 tokens.
 */
class FloorTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 10, 4, 6, 1, 2, 1, 2, 1e-6, 10_000, true, 128, List.of(1));
  private static final Floor FLOOR = new Floor(CONFIG);
  private static final Workload WORK =
      new Workload(
          List.of(TokenIds.of(2, 3, 4)), List.of(TokenIds.of(5, 6)), List.of(new int[] {1, 2}), 8);

  /**
   * Read: the prompt's 3, and 1 of the second completion; nobody reads a last token. Seen: 1 + 2 +
   * 3, and 4. Rows of the head: the prompt's last token, whose distribution both samples are drawn
   * from, and the one that was read. 4·240 + 10·16 + 2·80 = 1,280.
   */
  @Test
  void generate() {
    assertThat(FLOOR.generate(WORK)).isEqualTo(1280);
  }

  /**
   * After the prompt the first sequence has 1 + 2 − 1 = 2 tokens, which see 4 + 5, the second 3,
   * which see 4 + 5 + 6. 8·240 + (6 + 9 + 15)·16 + (1 + 2 + 3)·80 = 2,880.
   */
  @Test
  void student() {
    assertThat(FLOOR.student(WORK)).isEqualTo(2880);
  }

  /**
   * Prompt and solution are 5 tokens, which see 15; then 1 token, which sees 6. 6·240 + 21·16 +
   * 2·80 = 1,936.
   */
  @Test
  void teacher() {
    assertThat(FLOOR.teacher(WORK)).isEqualTo(1936);
  }

  /** The reference's forward, the policy's, and twice that for the backward pass: 4 · 1,280. */
  @Test
  void train() {
    assertThat(FLOOR.train(WORK)).isEqualTo(5120);
  }

  /** score: 2,880 + 1,936. step: the teacher's log-probs are there; 1,280 + 2,880 + 5,120. */
  @Test
  void jobs() {
    assertThat(BenchJob.GENERATE.flops(FLOOR, WORK)).isEqualTo(1280);
    assertThat(BenchJob.SCORE.flops(FLOOR, WORK)).isEqualTo(4816);
    assertThat(BenchJob.TRAIN.flops(FLOOR, WORK)).isEqualTo(5120);
    assertThat(BenchJob.STEP.flops(FLOOR, WORK)).isEqualTo(9280);
  }

  /**
   * With a window of 2 the tokens see 1 + 2 + 2 and 2: 3 fewer than the 10 of {@link #generate}.
   */
  @Test
  void slidingWindow() {
    DecoderConfig windowed =
        new DecoderConfig(
            CONFIG.family(),
            10,
            4,
            6,
            1,
            2,
            1,
            2,
            1e-6,
            10_000,
            true,
            128,
            List.of(1),
            CONFIG.variations().with(AttentionWindow.ofAll(2, 1)));
    assertThat(new Floor(windowed).generate(WORK)).isEqualTo(1280 - 3 * 16);
  }

  /** Two groups are twice one; a second layer doubles all but the head. */
  @Test
  void groupsAndLayers() {
    Workload twice =
        new Workload(
            List.of(WORK.prompts().get(0), WORK.prompts().get(0)),
            List.of(WORK.solutions().get(0), WORK.solutions().get(0)),
            List.of(WORK.lengths().get(0), WORK.lengths().get(0)),
            8);
    DecoderConfig deeper =
        new DecoderConfig("qwen2", 10, 4, 6, 2, 2, 1, 2, 1e-6, 10_000, true, 128, List.of(1));
    assertThat(FLOOR.teacher(twice)).isEqualTo(2 * 1936);
    assertThat(new Floor(deeper).generate(WORK)).isEqualTo(2 * (1280 - 160) + 160);
  }
}
