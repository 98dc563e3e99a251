package io.didact.engine;

import io.didact.tensor.Device;
import io.didact.tensor.DeviceMemory;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** What memory the machine has. */
public final class Memory {
  /** Where the JVM cannot tell. */
  private static final long UNKNOWN = 8L << 30;

  private Memory() {}

  /** Bytes that keys and values may take where nothing else is said, all workers together. */
  static long forCache() {
    return switch (Device.current()) {
      case CPU -> installed() / 4;
      case CUDA -> DeviceMemory.ofGpu().forCache();
    };
  }

  /** Bytes of main memory that this process may see, a container's bound included. */
  public static long installed() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getTotalMemorySize()
        : UNKNOWN;
  }
}
