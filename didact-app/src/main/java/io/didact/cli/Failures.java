package io.didact.cli;

import io.didact.algorithm.NonFiniteException;
import io.didact.answers.LastResort;
import io.didact.config.ConfigException;
import io.didact.data.JsonlException;
import io.didact.natives.NativesError;
import io.didact.tensor.DeviceMemoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong → a message for people and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** The command, or what it was given, is wrong. */
  static final int USAGE = 2;

  /** The command was right and failed. */
  static final int FAILURE = 1;

  private final Console console;
  private final BooleanSupplier debug;

  Failures(Console console, BooleanSupplier debug) {
    this.console = console;
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    console.err().println("didact: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    console.err().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return USAGE;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    Exception e = unwrapped(thrown);
    if (e instanceof ParameterException wrong) {
      return handleParseException(wrong, new String[0]);
    }
    tell(e, message(e), isUnexpected(e));
    return e instanceof ConfigException ? USAGE : FAILURE;
  }

  /** An engine's failure may come through an interface that throws nothing checked. */
  private static Exception unwrapped(Exception thrown) {
    return thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException cause
        ? cause
        : thrown;
  }

  /**
   * Runs a command. What the JVM itself could not do (memory above all) is told like any other
   * failure; at the end also on how many answers the checker failed.
   */
  int execute(ParseResult parsed) {
    long before = LastResort.failures();
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      tell(
          e,
          "out of memory (%s); for more of the JVM's own set DIDACT_JAVA_OPTS=-Xmx8g, for example"
              .formatted(e.getMessage()),
          true);
      return FAILURE;
    } catch (NativesError e) {
      tell(e, String.valueOf(e.getMessage()), false);
      return FAILURE;
    } catch (Error e) {
      tell(e, e.toString().lines().findFirst().orElseThrow(), true);
      return FAILURE;
    } finally {
      if (LastResort.failures() > before) {
        console.err().println("didact: " + LastResort.report(before));
      }
    }
  }

  private void tell(Throwable e, String message, boolean unexpected) {
    if (debug.getAsBoolean()) {
      e.printStackTrace(console.err());
    }
    console.err().println("didact: " + message);
    if (!debug.getAsBoolean() && unexpected) {
      console.err().println("Give --debug to see where.");
    }
  }

  private static boolean isUnexpected(Exception e) {
    return e instanceof RuntimeException
        && !(e instanceof JsonlException)
        && !(e instanceof NonFiniteException)
        && !(e instanceof DeviceMemoryException);
  }

  /** Java's file exceptions say only a name; C++ errors bring their stack, so the first line. */
  private static String message(Exception e) {
    String text = e.getMessage();
    if (e instanceof NoSuchFileException) {
      return "there is no file " + text;
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + text;
    }
    if (e instanceof FileAlreadyExistsException) {
      return text + " is already there";
    }
    if (e instanceof CharacterCodingException) {
      return "a file that was read as text is not UTF-8 (" + text + ")";
    }
    if (text == null || text.isBlank()) {
      return e.getClass().getSimpleName();
    }
    return e instanceof IOException || e instanceof ConfigException
        ? text
        : text.lines().findFirst().orElse(text);
  }
}
