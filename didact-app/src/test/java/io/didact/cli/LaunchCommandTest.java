package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong before any process starts; {@code RanksRunTest} starts some. */
class LaunchCommandTest {
  @ParameterizedTest
  @CsvSource({
    "0, run, '--ranks must be from 1 to 1024, was 0'",
    "1025, run, '--ranks must be from 1 to 1024, was 1025'",
    "2, inspect, inspect does not run in several processes",
    "2, lunch, lunch does not run in several processes"
  })
  void refuses(String ranks, String command, String message) {
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "launch", "--ranks", ranks, command, "x.yaml")).isEqualTo(2);
    assertThat(io.err()).contains(message);
  }

  /** Rank 0 speaks for all: what a program prints otherwise would be there several times. */
  @Test
  void theFirstRankAloneRemarks() {
    TestConsole first = new TestConsole("", false, Map.of("RANK", "0", "WORLD_SIZE", "2"));
    TestConsole second = new TestConsole("", false, Map.of("RANK", "1", "WORLD_SIZE", "2"));
    first.console().remark("something");
    second.console().remark("something");
    assertThat(first.err()).isEqualTo("didact: something\n");
    assertThat(second.err()).isEmpty();
  }
}
