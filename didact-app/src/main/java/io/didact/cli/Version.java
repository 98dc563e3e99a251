package io.didact.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  /** Of Didact itself; {@code dev} where it does not run from its jar. */
  static String didact() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "didact " + didact(),
      "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
      "on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
    };
  }
}
