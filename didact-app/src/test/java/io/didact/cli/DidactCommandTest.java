package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.config.ConfigException;
import io.didact.natives.NativesError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class DidactCommandTest {
  private final TestConsole io = new TestConsole("");

  @Test
  void helpTeaches() {
    assertThat(Main.run(io.console(), "--help")).isZero();
    assertThat(io.out()).contains("Examples:", "didact run recipes/quickstart.yaml", "completion");
    assertThat(io.err()).isEmpty();
  }

  @Test
  void everyCommandHasHelpOfItsOwn() {
    assertThat(Main.run(io.console(), "completion", "--help")).isZero();
    assertThat(io.out())
        .startsWith("Usage: didact completion")
        .contains("bash and zsh", "--debug", "source <(didact completion)")
        .doesNotContain("quickstart");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "inspect",
        "init",
        "merge",
        "temper",
        "logprobs",
        "generate",
        "reward",
        "pull",
        "render",
        "check"
      })
  void helpSaysWhatGoesInAndOut(String command) {
    assertThat(Main.run(io.console(), command, "--help")).isZero();
    assertThat(io.out())
        .startsWith("Usage: didact " + command)
        .contains("In", "Out", "Example", "didact " + command + " ")
        .doesNotContain("%n");
  }

  @Test
  void version() {
    assertThat(Main.run(io.console(), "--version")).isZero();
    assertThat(io.out()).contains("didact ", "java " + Runtime.version());
  }

  @Test
  void completionScript() {
    assertThat(Main.run(io.console(), "completion")).isZero();
    assertThat(io.out()).contains("complete -F");
  }

  @Test
  void wrongUsageIsTwoAndSaysWhatIsNear() {
    assertThat(Main.run(io.console(), "completoin")).isEqualTo(2);
    assertThat(io.err()).contains("completion", "Try `didact --help`.");
    assertThat(Main.run(io.console())).isEqualTo(2);
  }

  @Command(name = "fail")
  static final class Fail implements Callable<Integer> {
    private final Throwable what;

    Fail(Throwable what) {
      this.what = what;
    }

    @Override
    public Integer call() throws Exception {
      if (what instanceof Error e) {
        throw e;
      }
      throw (Exception) what;
    }
  }

  private int failing(Throwable what, String... args) {
    CommandLine commandLine = DidactCommand.commandLine(io.console());
    commandLine.addSubcommand(new Fail(what));
    // handlers are copied to the subcommands known at the time
    CommandLine fail = commandLine.getSubcommands().get("fail");
    fail.setExecutionExceptionHandler(commandLine.getExecutionExceptionHandler());
    return commandLine.execute(args);
  }

  /** libtorch's errors bring the C++ stack in the message. */
  @Test
  void failuresAreOneLineWithoutDebug() {
    assertThat(failing(new IllegalStateException("bad shape\nException raised from x"), "fail"))
        .isEqualTo(1);
    assertThat(io.err()).isEqualTo("didact: bad shape\nGive --debug to see where.\n");
  }

  @Test
  void whatTheJvmCannotDoIsAFailureToo() {
    assertThat(failing(new OutOfMemoryError("Java heap space"), "fail")).isEqualTo(1);
    assertThat(io.err())
        .isEqualTo(
            "didact: out of memory (Java heap space); for more of the JVM's own set"
                + " DIDACT_JAVA_OPTS=-Xmx8g, for example\nGive --debug to see where.\n");
    assertThat(failing(new UnsatisfiedLinkError("no jnitorch"), "fail")).isEqualTo(1);
    assertThat(io.err()).contains("didact: java.lang.UnsatisfiedLinkError: no jnitorch\n");
  }

  @Test
  void nativeLibrariesThatCannotBeHadAreToldInOneLine() {
    Error full = new NativesError("the disk is full", new IOException("x"));
    assertThat(failing(full, "fail")).isEqualTo(1);
    assertThat(io.err()).isEqualTo("didact: the disk is full\n");
  }

  @Test
  void debugShowsTheStackTrace() {
    assertThat(failing(new IllegalStateException("bad"), "fail", "--debug")).isEqualTo(1);
    assertThat(io.err()).contains("\tat io.didact").contains("didact: bad");
  }

  @Test
  void configurationsAreUsage() {
    List<ConfigException.Diagnostic> problems =
        List.of(
            new ConfigException.Diagnostic(3, "a.b", "is missing"),
            new ConfigException.Diagnostic(0, "c", "unknown key"));
    assertThat(failing(new ConfigException("r.yaml", problems), "fail")).isEqualTo(2);
    assertThat(io.err())
        .isEqualTo(
            "didact: 2 problems in r.yaml\nr.yaml:3: a.b: is missing\ncommand line: c: unknown key\n");
  }

  @Test
  void fileErrorsAreSentences() {
    assertThat(failing(new NoSuchFileException("x.jsonl"), "fail")).isEqualTo(1);
    assertThat(io.err()).isEqualTo("didact: there is no file x.jsonl\n");
    assertThat(failing(new IOException(), "fail")).isEqualTo(1);
  }
}
