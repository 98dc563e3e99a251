package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose response to seed s is [s, s, s], and which remembers what it was asked for. */
class KeptResponsesTest {
  private static final Sampling SAMPLING = Sampling.greedy(10);

  @TempDir Path dir;
  private final List<Long> asked = new ArrayList<>();

  private final class Echo implements RolloutEngine {
    @Override
    public List<List<Completion>> generate(
        List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
      List<List<Completion>> all = new ArrayList<>();
      for (RolloutRequest request : requests) {
        List<Completion> completions = new ArrayList<>();
        for (long seed : request.seeds()) {
          asked.add(seed);
          TokenIds ids = TokenIds.of((int) seed, (int) seed, (int) seed);
          Completion completion = new Completion(ids, new double[3], Finish.STOP);
          listener.onFinished(seed, completion);
          completions.add(completion);
        }
        all.add(completions);
      }
      return all;
    }

    @Override
    public Promises promises() {
      return new Promises(LogProbs.EXACT, true, false);
    }

    @Override
    public void weightsChanged(long version) {}

    @Override
    public void close() {}
  }

  private Path file() {
    return dir.resolve("parts").resolve("unfinished.jsonl");
  }

  private static List<RolloutRequest> requests() {
    return List.of(request(1, 2, 3), request(4), request(5, 6));
  }

  private static RolloutRequest request(long... seeds) {
    return new RolloutRequest(TokenIds.of(9), seeds);
  }

  /** All six responses, in their places, whatever the file has. */
  private void respond() throws IOException {
    asked.clear();
    try (KeptResponses kept = new KeptResponses(file(), new Echo())) {
      List<List<Completion>> all = kept.generate(requests(), SAMPLING, GenerationListener.NONE);
      assertThat(all.stream().map(List::size)).containsExactly(3, 1, 2);
      assertThat(
              all.stream()
                  .flatMap(List::stream)
                  .mapToLong(response -> response.ids().get(0))
                  .toArray())
          .isEqualTo(LongStream.rangeClosed(1, 6).toArray());
    }
  }

  @Test
  void asksOnlyForWhatIsMissing() throws IOException {
    respond();
    assertThat(asked).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    List<String> rows = Files.readAllLines(file());
    assertThat(rows.get(1))
        .startsWith("{\"seed\":2,\"finish\":\"stop\",\"ids\":[2,2,2],\"sha256\":\"");
    respond();
    assertThat(asked).isEmpty();
    Files.write(file(), List.of(rows.get(1), rows.get(3)));
    respond();
    assertThat(asked).containsExactly(1L, 3L, 5L, 6L);
    assertThat(Files.readAllLines(file())).hasSize(6).doesNotHaveDuplicates();
  }

  /** 10 tokens at the most for each of those that are there: they are told at once. */
  @Test
  void tellsOfWhatIsThere() throws IOException {
    respond();
    Files.write(file(), Files.readAllLines(file()).subList(0, 4));
    List<String> told = new ArrayList<>();
    try (KeptResponses kept = new KeptResponses(file(), new Echo())) {
      kept.generate(
          requests(),
          SAMPLING,
          (tokens, finished, spared) -> told.add(tokens + " " + finished + " " + spared));
    }
    assertThat(told).containsExactly("0 4 40");
  }

  /** A kill may cut the file anywhere: also just before the end of a line. */
  @Test
  void goesOnAfterACutAnywhere() throws IOException {
    respond();
    byte[] whole = Files.readAllBytes(file());
    int row = whole.length / 6;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      respond();
      // a row without its line end is whole
      assertThat(asked).hasSize(6 - (length + 1) / row);
      assertThat(Files.readAllLines(file())).hasSize(6).doesNotHaveDuplicates();
    }
  }

  /** Each bit of the third row, one at a time: a response is as it was written, or made again. */
  @Test
  void aFlippedBitIsNoResponse() throws IOException {
    respond();
    byte[] whole = Files.readAllBytes(file());
    int row = whole.length / 6;
    for (int bit = 0; bit < 8 * row; bit++) {
      byte[] bytes = whole.clone();
      bytes[2 * row + bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), bytes);
      respond();
      assertThat(file()).hasBinaryContent(whole);
    }
  }

  @Test
  void otherBytesAreNoResponses() throws IOException {
    respond();
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length / 6); // of the first row: then none of the others counts
      bytes[at] = (byte) "}\n{x\0\377".charAt(random.nextInt(6));
      Files.write(file(), bytes);
      try (KeptResponses kept = new KeptResponses(file(), new Echo())) {
        assertThat(kept.generate(requests(), SAMPLING, GenerationListener.NONE)).hasSize(3);
      }
    }
    Files.write(file(), "\0\0\0\0".getBytes(StandardCharsets.UTF_8));
    respond();
    assertThat(asked).hasSize(6);
  }

  @Test
  void isGoneWhenItIsCleared() throws IOException {
    try (KeptResponses kept = new KeptResponses(file(), new Echo())) {
      kept.clear(); // of nothing
      kept.generate(requests(), SAMPLING, GenerationListener.NONE);
      assertThat(file()).exists();
      kept.clear();
      assertThat(file()).doesNotExist();
      asked.clear();
      kept.generate(requests(), SAMPLING, GenerationListener.NONE);
      assertThat(asked).hasSize(6);
    }
  }
}
