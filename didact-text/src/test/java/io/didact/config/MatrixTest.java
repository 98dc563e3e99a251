package io.didact.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatrixTest {
  record Part(double rate, Optional<String> from, Optional<String> text) {}

  record Whole(Map<String, Part> parts, Map<String, List<String>> arms) {
    static Whole defaults(Map<String, Part> parts) {
      return new Whole(parts, Map.of());
    }
  }

  private static Whole read(String yaml, String... overrides) throws ConfigException {
    return ConfigReader.parse(
        yaml.getBytes(StandardCharsets.UTF_8),
        "r.yaml",
        Path.of(""),
        Whole.class,
        List.of(overrides),
        new Reading(new Multiplied("parts"), CrossCheck.NONE));
  }

  @Test
  void anElementStandsForEachCombinationTheLastVariableFirst() throws ConfigException {
    Whole whole =
        read(
            """
            matrix: {rate: [0.5, 3], seed: [1, 2]}
            parts:
              once: {rate: 1}
              p-$rate-$seed: {rate: $rate, from: q-$rate, text: "$seed $rate $other 5$"}
              q-$rate: {rate: $rate}
            """);
    assertThat(whole.parts().keySet())
        .containsExactly("once", "p-0_5-1", "p-0_5-2", "p-3-1", "p-3-2", "q-0_5", "q-3");
    assertThat(whole.parts().get("p-0_5-2"))
        .isEqualTo(new Part(0.5, Optional.of("q-0_5"), Optional.of("2 0_5 $other 5$")));
    assertThat(whole.parts().get("p-3-1").rate()).isEqualTo(3);
  }

  @Test
  void aBlockMayHaveTheKeysOfAnother() throws ConfigException {
    Whole whole =
        read(
            """
            parts:
              a: &a {rate: 1, from: x}
              b: &b {<<: *a, rate: 2}
              c: {text: t, <<: [{rate: 3}, *b]}
              d: {<<: *b, "from": y}
            """);
    assertThat(whole.parts().get("b")).isEqualTo(new Part(2, Optional.of("x"), Optional.empty()));
    assertThat(whole.parts().get("c")).isEqualTo(new Part(3, Optional.of("x"), Optional.of("t")));
    assertThat(whole.parts().get("d")).isEqualTo(new Part(2, Optional.of("y"), Optional.empty()));
    assertThatThrownBy(() -> read("parts: {a: {<<: 3, rate: 1}}"))
        .hasMessageContaining("parts.a.<<: takes a block of keys, not 3");
    assertThatThrownBy(() -> read("parts: {a: {<<: {rate: 1}, <<: {rate: 2}, rate: 1, rate: 1}}"))
        .hasMessageContaining("parts.a.rate: given twice");
  }

  @Test
  void elsewhereAKeyStandsForEachOfItsCombinations() throws ConfigException {
    Whole whole =
        read(
            """
            matrix: {seed: [1, 2], rank: [1, 16]}
            parts: {p-$rank-$seed: {rate: 1}}
            arms: {rank-$rank: p-$rank-$seed, "$seed/$rank": [x, $rank], all: p-$rank-$seed}
            """);
    assertThat(whole.arms())
        .containsEntry("rank-1", List.of("p-1-1", "p-1-2"))
        .containsEntry("rank-16", List.of("p-16-1", "p-16-2"))
        .containsEntry("2/16", List.of("x", "16"))
        .containsEntry("all", List.of("p-1-1", "p-16-1", "p-1-2", "p-16-2"))
        .hasSize(7);
  }

  @Test
  void elsewhereAWordIsTheListOfAllThatItStandsFor() throws ConfigException {
    Whole whole =
        read(
            """
            matrix: {seed: [1, 2], arm: [a, b]}
            parts: {p-$arm-$seed: {rate: 1}}
            arms: {all: p-$arm-$seed, a: p-a-$seed, both: [x, p-$arm-1], one: x}
            """);
    assertThat(whole.arms())
        .containsEntry("all", List.of("p-a-1", "p-b-1", "p-a-2", "p-b-2"))
        .containsEntry("a", List.of("p-a-1", "p-a-2"))
        .containsEntry("both", List.of("x", "p-a-1", "p-b-1"))
        .containsEntry("one", List.of("x"));
  }

  @Test
  void overridesChangeTheMatrixAndWhatItMultiplies() throws ConfigException {
    String yaml =
        """
        matrix: {seed: [1, 2]}
        parts: {p-$seed: {rate: 1}}
        """;
    Whole whole = read(yaml, "matrix.seed=[7]", "parts.p-$seed.rate=4");
    assertThat(whole.parts())
        .isEqualTo(Map.of("p-7", new Part(4, Optional.empty(), Optional.empty())));
  }

  @Test
  void withoutAMatrixADollarIsText() throws ConfigException {
    Whole whole = read("parts: {p: {rate: 1, text: $seed}}");
    assertThat(whole.parts().get("p").text()).contains("$seed");
  }

  @Test
  void allThatIsWrongIsNamed() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    matrix:
                      seed: [1, 1]
                      none: []
                      deep: [[1]]
                      a-b: [1]
                    parts:
                      p-$seed: {rate: 1}
                      q: {rate: 1, text: $seed}
                    """))
        .hasMessageContainingAll(
            "r.yaml:3: matrix.none: must be a list of the values that it takes",
            "r.yaml:4: matrix.deep: takes words and numbers, not a list",
            "r.yaml:5: matrix.a-b: a variable's name is of letters and digits",
            "r.yaml:7: parts.p-1: is there twice",
            "r.yaml:8: parts.q: varies with $seed, which must then be in its name: q-$seed");
    assertThatThrownBy(() -> read("matrix: 3\nparts: {p: {rate: 1}}\n"))
        .hasMessageContaining("matrix: expected a block of lists");
    String many = "a: [" + "1,".repeat(40) + "1]";
    assertThatThrownBy(
            () ->
                read(
                    "matrix: {"
                        + many
                        + ", "
                        + many.replace('a', 'b')
                        + "}\nparts: {p-$a-$b: {rate: 1}}\n"))
        .hasMessageContaining("stands for more than 1000");
  }
}
