package io.didact.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small jars, a cache, and all that can have happened to it. */
class NativeLibrariesTest {
  private static final int BYTES = 200_000;
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path dir;
  private CacheRoot root;
  private Path jar;
  private final List<String> said = new CopyOnWriteArrayList<>();

  @BeforeEach
  void makeJar() throws IOException {
    root = new CacheRoot(dir.resolve("cache"), false);
    jar = jar("a.jar", 1);
  }

  private Path jar(String name, long seed) throws IOException {
    Path file = dir.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : List.of("x/liba.so", "x/libb.so.1", "x/libempty.so")) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(content(entry, seed));
      }
    }
    return file;
  }

  /** Half of it compresses. */
  private static byte[] content(String entry, long seed) {
    byte[] bytes = new byte[entry.contains("empty") ? 0 : BYTES];
    byte[] half = new byte[bytes.length / 2];
    new Random(seed + entry.hashCode()).nextBytes(half);
    System.arraycopy(half, 0, bytes, 0, half.length);
    return bytes;
  }

  private static List<URL> resources(Path jar) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : List.of("x/liba.so", "x/libb.so.1", "x/libempty.so")) {
      urls.add(new URL("jar:" + jar.toUri() + "!/" + entry));
    }
    return urls;
  }

  private Path unpack(CacheRoot... roots) throws IOException {
    return new NativeLibraries(List.of(roots), said::add).folder("test", resources(jar));
  }

  private void assertWhole(Path folder) throws IOException {
    assertThat(names(folder)).containsExactly("liba.so", "libb.so.1", "libempty.so");
    for (String name : names(folder)) {
      Path file = folder.resolve(name);
      assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThat(Files.readAllBytes(file)).as(name).isEqualTo(content("x/" + name, 1));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void unpacksOnce() throws IOException {
    Path folder = unpack(root);
    assertWhole(folder);
    Object made = Files.readAttributes(folder, "*").get("creationTime");
    FileTime time = Files.getLastModifiedTime(folder.resolve("liba.so"));
    assertThat(unpack(root)).isEqualTo(folder);
    assertThat(Files.readAttributes(folder, "*").get("creationTime")).isEqualTo(made);
    assertThat(Files.getLastModifiedTime(folder.resolve("liba.so"))).isEqualTo(time);
    assertThat(names(root.path())).noneMatch(name -> name.startsWith(".aside"));
    assertThat(said).isEmpty();
  }

  @Test
  void anotherVersionHasAnotherFolder() throws IOException {
    Path first = unpack(root);
    jar = jar("b.jar", 2);
    assertThat(unpack(root)).isNotEqualTo(first);
    jar = jar("c.jar", 1); // the same content
    assertThat(unpack(root)).isEqualTo(first);
    assertWhole(first);
  }

  private interface Damage {
    void to(Path folder) throws IOException;
  }

  /** What can have happened → how. After each of these the folder is as it should be. */
  private static Map<String, Damage> damages() {
    Map<String, Damage> damages = new LinkedHashMap<>();
    damages.put("truncated", folder -> truncate(folder.resolve("liba.so"), BYTES / 3));
    damages.put("a byte short", folder -> truncate(folder.resolve("libb.so.1"), BYTES - 1));
    damages.put("emptied", folder -> truncate(folder.resolve("libb.so.1"), 0));
    damages.put("first bit", folder -> flip(folder.resolve("liba.so"), 0));
    damages.put("last bit", folder -> flip(folder.resolve("libb.so.1"), BYTES - 1));
    damages.put(
        "a bit, and the time put back",
        folder -> {
          Path file = folder.resolve("liba.so");
          FileTime time = Files.getLastModifiedTime(file);
          flip(file, 77);
          Files.setLastModifiedTime(file, time);
        });
    damages.put(
        "longer",
        folder -> Files.write(folder.resolve("liba.so"), new byte[1], StandardOpenOption.APPEND));
    damages.put(
        "no longer empty", folder -> Files.write(folder.resolve("libempty.so"), new byte[1]));
    damages.put("deleted", folder -> Files.delete(folder.resolve("libb.so.1")));
    damages.put(
        "a foreign library beside",
        folder -> Files.write(folder.resolve("libc10.so"), new byte[9]));
    damages.put(
        "a link to another file",
        folder -> {
          Path other = Files.write(folder.resolveSibling("other"), content("x/liba.so", 1));
          Files.delete(folder.resolve("liba.so"));
          Files.createSymbolicLink(folder.resolve("liba.so"), other);
        });
    damages.put(
        "a directory in place of a file",
        folder -> {
          Files.delete(folder.resolve("liba.so"));
          Files.createDirectories(folder.resolve("liba.so/x"));
        });
    damages.put(
        "a file in place of the folder",
        folder -> {
          for (String name : names(folder)) {
            Files.delete(folder.resolve(name));
          }
          Files.delete(folder);
          Files.write(folder, new byte[5]);
        });
    damages.put("the memory lost", folder -> Files.delete(memory(folder)));
    damages.put("the memory emptied", folder -> Files.write(memory(folder), new byte[0]));
    damages.put("the memory flipped", folder -> flip(memory(folder), 12));
    damages.put(
        "the memory lost and a bit flipped",
        folder -> {
          Files.delete(memory(folder));
          flip(folder.resolve("liba.so"), 5);
        });
    damages.put(
        "swapped",
        folder -> {
          Files.move(folder.resolve("liba.so"), folder.resolve("t"));
          Files.move(folder.resolve("libb.so.1"), folder.resolve("liba.so"));
          Files.move(folder.resolve("t"), folder.resolve("libb.so.1"));
        });
    return damages;
  }

  private static Path memory(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".checked");
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 4);
    }
  }

  @Test
  void damageIsSeenAndMended() throws IOException {
    Path folder = unpack(root);
    for (Map.Entry<String, Damage> damage : damages().entrySet()) {
      damage.getValue().to(folder);
      assertThat(unpack(root)).as(damage.getKey()).isEqualTo(folder);
      assertWhole(folder);
    }
    assertThat(names(root.path())).noneMatch(name -> name.startsWith(".aside"));
  }

  /** A bit that the disk itself loses changes no time: the files are read again now and then. */
  @Test
  void anOldCheckIsMadeAgain() throws IOException {
    Path folder = unpack(root);
    flip(folder.resolve("liba.so"), 99);
    Files.writeString(memory(folder), NativeFolder.look(folder)); // as if no time had changed
    assertThat(unpack(root)).isEqualTo(folder);
    assertThat(Files.readAllBytes(folder.resolve("liba.so"))).isNotEqualTo(content("x/liba.so", 1));

    Files.setLastModifiedTime(memory(folder), FileTime.fromMillis(0));
    unpack(root);
    assertWhole(folder);
  }

  @Test
  void whatKilledProcessesLeftIsRemoved() throws IOException {
    Path half = Files.createDirectories(root.path().resolve(".aside-1-2"));
    Files.write(half.resolve("liba.so"), new byte[10]);
    Files.write(root.path().resolve(".aside-3-4"), new byte[10]);
    assertWhole(unpack(root));
    assertThat(names(root.path())).noneMatch(name -> name.startsWith(".aside"));
  }

  /** As a process that was killed before the rename, at any byte, leaves it. */
  @Test
  void aHalfUnpackedFolderIsNeverTaken() throws IOException {
    for (int bytes : new int[] {0, 1, BYTES / 2, BYTES}) {
      Path folder = root.path().resolve(unpack(root).getFileName());
      truncate(folder.resolve("libb.so.1"), bytes);
      Files.delete(folder.resolve("libempty.so"));
      Files.delete(memory(folder));
      assertWhole(unpack(root));
    }
  }

  @Test
  void aDamagedJarIsSaidAndNothingOfItKept() throws IOException {
    for (long at : new long[] {60, 5_000, 90_000}) {
      jar = jar("damaged%d.jar".formatted(at), 1);
      flip(jar, at);
      CacheRoot other = new CacheRoot(dir.resolve("cache" + at), false);
      assertThatThrownBy(() -> unpack(other))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(jar.getFileName().toString())
          .hasMessageEndingWith("is damaged: delete that jar and build again");
      assertThat(names(other.path())).containsExactly(".lock");
    }
  }

  @Test
  void manyAtOnceAllGetIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<Path>> tasks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tasks.add(() -> unpack(root));
      }
      for (Future<Path> done : threads.invokeAll(tasks)) {
        assertWhole(done.get());
      }
    } finally {
      threads.shutdown();
    }
    assertThat(names(root.path())).noneMatch(name -> name.startsWith(".aside"));
  }

  @Test
  void whoWaitsSaysSo() throws Exception {
    root.prepare();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (CacheLock other = CacheLock.acquire(root, said::add)) {
      Future<Path> waiting = thread.submit(() -> unpack(root));
      while (said.isEmpty()) {
        assertThat(waiting.isDone()).isFalse();
        Thread.sleep(5);
      }
      other.close();
      assertWhole(waiting.get());
    } finally {
      thread.shutdown();
    }
    assertThat(said)
        .containsExactly(
            "waiting for another process that unpacks native libraries into " + root.path());
  }

  @Test
  void whereNothingCanBeWrittenTheNextPlaceIsTakenAndSaid() throws IOException {
    Path file = Files.write(dir.resolve("file"), new byte[1]);
    CacheRoot none = new CacheRoot(file.resolve("didact/natives"), false);
    CacheRoot temporary = new CacheRoot(dir.resolve("tmp-me"), true);
    assertWhole(unpack(none, temporary));
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .contains(none.path().toString(), "cannot be written", "DIDACT_CACHE", "tmp-me");
    assertWhole(unpack(none, temporary));
    assertThat(said).as("only who unpacks says so").hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void withoutAnyPlaceTheMessageSaysWhatToDo() throws IOException {
    Path file = Files.write(dir.resolve("file"), new byte[1]);
    assertThatThrownBy(() -> unpack(new CacheRoot(file.resolve("natives"), false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("natives cannot be written (Not a directory)")
        .hasMessageContaining("set DIDACT_CACHE to another directory");
  }

  /** In /tmp, anybody may have made it before us. */
  @Test
  void aSharedPlaceMustBeOurs() throws IOException {
    CacheRoot temporary = new CacheRoot(dir.resolve("tmp-me"), true);
    Files.createDirectory(temporary.path());
    Files.setPosixFilePermissions(temporary.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> unpack(temporary)).hasMessageContaining("open to other users");
    Files.delete(temporary.path());
    Files.createSymbolicLink(temporary.path(), Files.createDirectory(dir.resolve("elsewhere")));
    assertThatThrownBy(() -> unpack(temporary)).hasMessageContaining("cannot be written");
  }

  @Test
  void aCacheThatCannotBeWrittenIsUsedWhereItIsWhole() throws IOException {
    Path folder = unpack(root);
    Files.delete(root.lock());
    Files.createDirectory(root.lock()); // nobody can take the lock now, root neither
    assertThat(unpack(root)).isEqualTo(folder);
    flip(folder.resolve("liba.so"), 3);
    assertThatThrownBy(() -> unpack(root)).hasMessageContaining("cannot be written");
  }

  @Test
  void places() {
    Map<String, String> linux =
        Map.of(
            "os.name",
            "Linux",
            "user.home",
            "/home/me",
            "user.name",
            "m/e",
            "java.io.tmpdir",
            "/tmp");
    assertThat(CacheRoot.all(linux::get, NONE::get))
        .containsExactly(
            new CacheRoot(Path.of("/home/me/.cache/didact/natives"), false),
            new CacheRoot(Path.of("/tmp/didact-natives-m_e"), true));
    assertThat(CacheRoot.all(linux::get, Map.of("XDG_CACHE_HOME", "/c")::get).get(0).path())
        .isEqualTo(Path.of("/c/didact/natives"));
    assertThat(CacheRoot.all(linux::get, Map.of("XDG_CACHE_HOME", "relative")::get).get(0).path())
        .isEqualTo(Path.of("/home/me/.cache/didact/natives"));
    assertThat(CacheRoot.all(linux::get, Map.of("DIDACT_CACHE", "/d")::get))
        .containsExactly(new CacheRoot(Path.of("/d/natives"), false));
    assertThat(CacheRoot.all(Map.of("didact.cache", "/p")::get, Map.of("DIDACT_CACHE", "/d")::get))
        .containsExactly(new CacheRoot(Path.of("/p/natives"), false));
    assertThat(
            CacheRoot.all(Map.of("os.name", "Mac OS X", "user.home", "/Users/me")::get, NONE::get)
                .get(0)
                .path())
        .isEqualTo(Path.of("/Users/me/Library/Caches/didact/natives"));
    assertThat(
            CacheRoot.all(
                Map.of("os.name", "Linux", "user.home", "?", "java.io.tmpdir", "/tmp")::get,
                NONE::get))
        .as("a container without a home")
        .containsExactly(new CacheRoot(Path.of("/tmp/didact-natives-null"), true));
  }
}
