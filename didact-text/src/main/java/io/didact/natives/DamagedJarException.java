package io.didact.natives;

import java.io.IOException;
import java.net.URL;

/** A jar whose content is not what its own directory says. */
final class DamagedJarException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedJarException(URL entry) {
    super("%s is damaged: delete that jar and build again".formatted(entry));
  }
}
