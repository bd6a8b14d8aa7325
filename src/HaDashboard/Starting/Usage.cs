namespace HaDashboard.Starting;

internal static class Usage
{
    private const string Text = """
        HaDashboard watches a self-hosted Kubernetes control plane.

          HaDashboard                 watch the configured cluster
          HaDashboard --demo          watch a simulated cluster, on loopback, without sign-in
          HaDashboard init --kubeconfig FILE --ssh-user USER [options]
                                      read a cluster over its API and SSH, write its configuration and check it. It changes
                                      nothing on a node. Options: --context NAME, --ssh-port PORT, --ssh-key FILE,
                                      --known-hosts FILE (confirmed host keys are added), --output FILE
                                      (default: appsettings.Production.json beside the program, which reads it)
          HaDashboard --check         check every node and endpoint once and print a table;
                                      exit code 0 (all checks passed), 1 (a check failed) or 2 (invalid configuration)
          HaDashboard hash-password   read a password from standard input and print its hash for HaDashboard:Access:Users
          HaDashboard enroll          show the host keys that are not in known_hosts, and add those that you confirm
          HaDashboard --help          print this text

        Every key of appsettings.json can be set by an option or by an environment variable, as in every ASP.NET Core program:
        --urls http://127.0.0.1:5080, --HaDashboard:ClusterName=prod, HaDashboard__Nodes__0__Address=10.0.42.1
        """;

    public static int Print(TextWriter output)
    {
        output.WriteLine(Text);
        return ExitCode.Good;
    }

    public static int Complain(string mistake, TextWriter errors)
    {
        errors.WriteLine(mistake);
        errors.WriteLine();
        errors.WriteLine(Text);
        return ExitCode.Invalid;
    }

    public static int Complain(Configuration.SettingsProblems problems, TextWriter errors)
    {
        foreach (var line in problems.Lines)
        {
            errors.WriteLine(line);
        }

        return ExitCode.Invalid;
    }
}
