package io.didact.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** What memory the machine has. */
final class Memory {
  /** Where the JVM cannot tell. */
  private static final long UNKNOWN = 8L << 30;

  private Memory() {}

  /** Bytes of main memory that this process may see, a container's bound included. */
  static long installed() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getTotalMemorySize()
        : UNKNOWN;
  }
}
