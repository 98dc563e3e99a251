/**
 * The command line.
 *
 * <p>{@link io.didact.cli.Main} starts; {@link io.didact.cli.DidactCommand} is the command {@code
 * didact} and lists its subcommands, one class each. Commands get the {@link io.didact.cli.Console}
 * they talk to: results as JSON lines on stdout, messages on stderr. They throw; {@link
 * io.didact.cli.Failures} turns what they throw into a message and an exit code (2: the command or
 * its configuration is wrong, 1: it failed, 130: stopped by Ctrl-C). {@link
 * io.didact.cli.RunCommand} and {@link io.didact.cli.StageCommand} train; {@link
 * io.didact.cli.LogProbsCommand}, {@link io.didact.cli.GenerateCommand} and {@link
 * io.didact.cli.RewardCommand} ask models line by line; {@link io.didact.cli.CompareCommand} and
 * {@link io.didact.cli.ReportCommand} look at finished evaluations; {@link
 * io.didact.cli.InspectCommand} looks at a model without loading it and {@link
 * io.didact.cli.InitCommand} makes new ones. {@link io.didact.cli.PullCommand} alone uses the
 * network. {@link io.didact.cli.JsonLines} is for commands that answer one line per line; {@link
 * io.didact.cli.Progress} shows how far a stage is.
 */
@NullMarked
package io.didact.cli;

import org.jspecify.annotations.NullMarked;
