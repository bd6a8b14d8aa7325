using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// Writes the executables of a node (<c>check</c>, <c>reload</c>, logs). They are sh scripts that the dashboard runs as real processes.
/// </summary>
internal static class NodeScripts
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Write(string directory, string node, string configFile, string mailbox)
    {
        WriteFile(Path.Combine(directory, "check"), Check(configFile));
        WriteFile(Path.Combine(directory, "reload"), Reload(Path.Combine(directory, "check"), node, mailbox));
        WriteFile(
            Path.Combine(directory, "journal"),
            Lines(
                "'%b %d %H:%M:%S'",
                $"\"$at {node} haproxy[1007]: 10.244.$((number % 4)).$((number % 200 + 2)):$((40000 + number)) [$day] "
                    + "api-front api-backend/master$((number % 3 + 1)) 1/0/$((number * 7 % 90 + 4)) $((number * 311)) -- "
                    + "9/9/8/2/0 0/0\""
            )
        );
    }

    /// <summary>Writes the script that prints a component's log; it is the same for every master.</summary>
    public static string WriteLog(string directory, string component)
    {
        var path = Path.Combine(directory, $"log-{component}");
        WriteFile(
            path,
            component is "etcd"
                ? Lines(
                    "'%Y-%m-%d %H:%M:%S.000000'",
                    "\"$at I | etcdserver/api/etcdhttp: /health OK (status code 200)\""
                )
                : Lines("'I%m%d %H:%M:%S.000000'", $"\"$at       1 {KlogMessage(component)}\"")
        );
        return ShellQuote.Word(path);
    }

    private static string KlogMessage(string component) =>
        component is "kube-apiserver"
            ? "controller.go:606] quota admission added evaluator for: leases.coordination.k8s.io"
            : $"leaderelection.go:253] successfully renewed the lease kube-system/{component}";

    // Prints sixty lines at intervals of two seconds, the last one with the current time, as a journal does.
    private static string Lines(string format, string line) =>
        $$"""
            #!/bin/sh
            now=$(date +%s)
            number=0
            while [ "$number" -lt 60 ]; do
              number=$((number + 1))
              then=$((now - (60 - number) * 2))
              at=$(date -u -d "@$then" +{{format}} 2>/dev/null || date -u -r "$then" +{{format}})
              day=$(date -u +'%d/%b/%Y:%H:%M:%S.000')
              echo {{line.TrimEnd()}}
            done

            """;

    private static void WriteFile(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }
    }

    // Replaces `haproxy -c -f FILE`. It has the same keywords as the simulator's parser, and HAProxy's texts, line numbers and exit codes.
    private static string Check(string configFile) =>
        $$"""
            #!/bin/sh
            file={{ShellQuote.Word(configFile)}}
            if [ ! -r "$file" ]; then
              echo "[ALERT]    ($$) : config : Cannot open configuration file/directory $file : No such file or directory" >&2
              exit 1
            fi
            section=global
            number=0
            errors=0
            while read -r word rest || [ -n "$word" ]; do
              number=$((number + 1))
              case "$word" in
                ''|'#'*) ;;
                {{string.Join('|', HaProxyConfiguration.Sections)}}) section=$word ;;
                {{string.Join('|', HaProxyConfiguration.Keywords)}}) ;;
                *)
                  if [ "$errors" -eq 0 ]; then
                    echo "[NOTICE]   ($$) : haproxy version is 2.6.12-1+deb12u4" >&2
                    echo "[NOTICE]   ($$) : path to executable is /usr/sbin/haproxy" >&2
                  fi
                  errors=$((errors + 1))
                  echo "[ALERT]    ($$) : config : parsing [$file:$number] : unknown keyword '$word' in '$section' section" >&2
                  ;;
              esac
            done < "$file"
            if [ "$errors" -gt 0 ]; then
              echo "[ALERT]    ($$) : config : Error(s) found in configuration file : $file" >&2
              echo "[ALERT]    ($$) : config : Fatal errors found in configuration." >&2
              exit 1
            fi
            echo 'Configuration file is valid'

            """;

    // Replaces `systemctl reload haproxy`, which validates the file first. Request and reply are files that are renamed when they are
    // complete.
    private static string Reload(string check, string node, string mailbox) =>
        $$"""
            #!/bin/sh
            {{ShellQuote.Word(check)}} >/dev/null || exit 1
            box={{ShellQuote.Word(mailbox)}}
            draft=$(mktemp "$box/XXXXXXXX") || exit 1
            echo {{ShellQuote.Word(node)}} > "$draft"
            mv "$draft" "$draft.request" || exit 1
            tries=0
            while [ ! -f "$draft.reply" ]; do
              tries=$((tries + 1))
              if [ "$tries" -gt 100 ]; then
                rm -f "$draft.request"
                echo 'Job for haproxy.service failed because a timeout was exceeded.' >&2
                exit 1
              fi
              sleep 0.05
            done
            { read -r code; cat >&2; } < "$draft.reply"
            rm -f "$draft.reply"
            exit "$code"

            """;
}
