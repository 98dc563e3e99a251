package io.didact.bench;

import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checkpoints of which an independent implementation says what they give.
 *
 * @param directory of the checkpoint
 * @param cases sequences and the log-probs of all their tokens but the first
 */
record GoldenFiles(Path directory, List<Case> cases) {
  private static final String EXPECTED = "expected.json";

  record Case(TokenIds ids, double[] logProbs) {}

  /** All in a directory, by name. */
  static List<GoldenFiles> in(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("there is no directory " + directory + " of golden checkpoints");
    }
    List<Path> found;
    try (Stream<Path> all = Files.list(directory)) {
      found = all.filter(each -> Files.isRegularFile(each.resolve(EXPECTED))).sorted().toList();
    }
    if (found.isEmpty()) {
      throw new IOException("no directory in " + directory + " has " + EXPECTED);
    }
    List<GoldenFiles> read = new ArrayList<>();
    for (Path each : found) {
      JsonNode expected = JsonMapper.shared().readTree(Files.readAllBytes(each.resolve(EXPECTED)));
      List<Case> cases =
          expected
              .path("cases")
              .valueStream()
              .map(c -> new Case(ids(c.path("ids")), doubles(c.path("logprobs"))))
              .filter(c -> c.logProbs().length == c.ids().size() - 1)
              .toList();
      if (!cases.isEmpty()) {
        read.add(new GoldenFiles(each, cases));
      }
    }
    return read;
  }

  String name() {
    return directory.getFileName().toString();
  }

  private static TokenIds ids(JsonNode array) {
    return TokenIds.of(array.valueStream().mapToInt(JsonNode::asInt).toArray());
  }

  private static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
