package io.didact.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists repositories, and knows the addresses of their files. */
final class HubApi {
  private static final int MAX_ANSWER = 32 << 20;
  private static final int MAX_FILES = 100_000;
  private static final int MAX_PAGES = 1000;
  private static final Pattern NEXT = Pattern.compile("<([^<>]*)>\\s*;\\s*rel=\"?next\"?");
  private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final Transport transport;
  private final Pause pause;
  private final PullAdvice advice;
  private final Consumer<String> messages;

  HubApi(Transport transport, Pause pause, PullAdvice advice, Consumer<String> messages) {
    this.transport = transport;
    this.pause = pause;
    this.advice = advice;
    this.messages = messages;
  }

  /** The commit that a revision is at now. */
  String commit(RepoType type, HubName name) throws IOException {
    URI address = URI.create(api(type, name) + "/revision/" + segment(name.revision()));
    String commit = json(type, name, address).body().path("sha").asString("");
    if (!HubName.isCommit(commit)) {
      throw nonsense("names no commit of " + name);
    }
    return commit;
  }

  /** All files of a commit. */
  List<RemoteFile> files(RepoType type, HubName name, String commit) throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    Optional<URI> page =
        Optional.of(URI.create(api(type, name) + "/tree/" + commit + "?recursive=true"));
    for (int pages = 0; page.isPresent(); pages++) {
      Page got = json(type, name, page.get());
      if (!got.body().isArray() || pages >= MAX_PAGES) {
        throw nonsense("gives no list of the files of " + name);
      }
      for (JsonNode entry : got.body()) {
        if (entry.path("type").asString("").equals("file")) {
          files.add(file(entry));
          if (!paths.add(files.get(files.size() - 1).path())) {
            throw nonsense("lists a file twice");
          }
        }
      }
      if (files.size() > MAX_FILES) {
        throw new HubException(name + " has more than " + MAX_FILES + " files");
      }
      page = got.next();
    }
    return files;
  }

  /** Where a file of a commit is. */
  URI address(RepoType type, HubName name, String commit, RemoteFile file) {
    String path =
        Stream.of(file.path().split("/"))
            .map(part -> "/" + segment(part))
            .collect(Collectors.joining());
    return URI.create(page(type, name) + "/resolve/" + commit + path);
  }

  private String page(RepoType type, HubName name) {
    return transport.endpoint() + "/" + type.pagePrefix() + name.repository();
  }

  /** What an answer that is not the thing itself means. */
  IOException failure(RepoType type, HubName name, Answer answer) {
    String code = answer.header("X-Error-Code").orElse("");
    String token =
        "set HF_TOKEN to a token of an account that may read it ("
            + transport.endpoint()
            + "/settings/tokens)";
    int status = answer.status();
    if (LATER.contains(status)) {
      return new TransientException(
          answer.host() + " answers " + status + (status == 429 ? ", too many requests" : ""),
          answer.retryAfter());
    }
    if (status == 404 && code.equals("RevisionNotFound")) {
      return new HubException(
          "the %s %s has no revision %s"
              .formatted(type.noun(), name.repository(), name.revision()));
    }
    if (code.equals("GatedRepo") || status == 403) {
      return new HubException(
          "%s is only for those who were given access: ask for it on %s, and %s"
              .formatted(name.repository(), page(type, name), token));
    }
    if (status == 401 && transport.hasToken()) {
      return new HubException(
          "there is no %s %s that the token may read, or the token is no longer good; check the name, and %s"
              .formatted(type.noun(), name.repository(), token));
    }
    if (status == 401) {
      return new HubException(
          "there is no %s %s that all may read; check the name, or, if it is private, %s"
              .formatted(type.noun(), name.repository(), token));
    }
    if (status == 404) {
      return new HubException(
          "there is no %s %s on %s; check the name%s"
              .formatted(
                  type.noun(),
                  name.repository(),
                  transport.endpoint(),
                  type == RepoType.MODEL
                      ? "; if it is a data set, " + advice.of(RepoType.DATASET, name, List.of())
                      : ""));
    }
    return new HubException(answer.host() + " answers with status " + status);
  }

  private record Page(JsonNode body, Optional<URI> next) {}

  private Page json(RepoType type, HubName name, URI address) throws IOException {
    return new Patience(pause, messages)
        .with(
            () -> {
              try (Answer answer = transport.get(address, Map.of("Accept", "application/json"))) {
                if (answer.status() != 200) {
                  throw failure(type, name, answer);
                }
                Optional<URI> next = next(address, answer.header("Link"));
                return new Page(parse(answer.all(MAX_ANSWER)), next);
              }
            });
  }

  private JsonNode parse(byte[] bytes) throws HubException {
    try {
      return JsonMapper.shared().readTree(bytes);
    } catch (JacksonException e) {
      throw new HubException(transport.endpoint() + " answers with something that is not JSON", e);
    }
  }

  /** The next page of a list; it must be the endpoint's own. */
  private Optional<URI> next(URI address, Optional<String> link) throws HubException {
    Matcher matcher = NEXT.matcher(link.orElse(""));
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      URI next = address.resolve(matcher.group(1));
      if (transport.isOrigin(next)) {
        return Optional.of(next);
      }
    } catch (IllegalArgumentException e) {
      throw new HubException("the server continues its list at what is no address", e);
    }
    throw nonsense("continues its list on another host");
  }

  private RemoteFile file(JsonNode entry) throws HubException {
    JsonNode large = entry.path("lfs");
    boolean isLarge = large.isObject();
    try {
      return new RemoteFile(
          entry.path("path").asString(""),
          (isLarge ? large : entry).path("size").asLong(-1),
          (isLarge ? large : entry).path("oid").asString(""));
    } catch (IllegalArgumentException e) {
      throw new HubException(
          transport.endpoint() + " lists " + e.getMessage() + "; nothing was pulled", e);
    }
  }

  private HubException nonsense(String what) {
    return new HubException(transport.endpoint() + " " + what + "; is it a Hub?");
  }

  private String api(RepoType type, HubName name) {
    return transport.endpoint() + "/api/" + type.plural() + "/" + name.repository();
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
