namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>Where HAProxy's files are on Debian: what the configuration leaves out, and what the set-up tries.</summary>
public static class HaProxyDefaults
{
    public const string Socket = "/run/haproxy/admin.sock";
    public const string ConfigFile = "/etc/haproxy/haproxy.cfg";
}
