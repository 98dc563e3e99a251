package io.didact.data;

import io.didact.natives.NativeLibraries;
import io.didact.natives.NativesError;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB with its native library from our cache. By itself it unpacks 72 MB into the temporary
 * directory at each start, and leaves them there when it is killed, unless it finds no library in
 * its jar: then it asks its class loader. So its classes are defined here once more, by a loader
 * that hides the one in the jar and answers with the one in the cache.
 */
final class DuckDb extends ClassLoader {
  private static final String PACKAGE = "org.duckdb.";
  private static final String LIBRARY = "libduckdb_java.";

  private static @Nullable Driver driver;

  private final String library;

  private DuckDb(String library) {
    super(DuckDBDriver.class.getClassLoader());
    this.library = library;
  }

  /** A connection to a database in memory. */
  static Connection connect(Properties properties) throws IOException, SQLException {
    return driver().connect("jdbc:duckdb:", properties);
  }

  private static synchronized Driver driver() throws IOException {
    if (driver == null) {
      driver = load();
    }
    return driver;
  }

  private static Driver load() throws IOException {
    URL url = DuckDBDriver.class.getResource("/" + resource());
    if (url == null) {
      return new DuckDBDriver(); // a jar for one system; it says itself where there is no library
    }
    String library = NativeLibraries.unpack("duckdb", List.of(url)).resolve(resource()).toString();
    try {
      return (Driver)
          new DuckDb(library)
              .loadClass(DuckDBDriver.class.getName())
              .getConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof UnsatisfiedLinkError)) {
        cause = cause.getCause();
      }
      throw NativesError.notLoaded(cause);
    }
  }

  /** By DuckDB's own names for systems and processors. */
  private static String resource() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return LIBRARY
        + "so_"
        + (system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "macos" : "linux")
        + "_"
        + (processor.matches("x86_64|amd64") ? "amd64" : "arm64");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    return name.startsWith(LIBRARY) ? null : super.getResource(name);
  }

  @Override
  protected @Nullable String findLibrary(String name) {
    return name.equals("duckdb_java") ? library : null;
  }
}
