namespace HaDashboard.Simulation.HaProxy;

/// <summary>One server of one worker: its health counter, admin state, weight and counters.</summary>
internal sealed class SimulatedServer(ServerLine line, int sid, DateTimeOffset startedAt)
{
    public const int ForcedMaintenance = 0x01;
    public const int ForcedDrain = 0x08;
    private const int ConfiguredMaintenance = 0x04;

    private TimeSpan _down;
    private double _sessions;
    private double _joined;

    public ServerLine Line { get; } = line;

    public int Sid { get; } = sid;

    /// <summary>
    /// HAProxy's health counter: 0 to rise-1 is DOWN, rise to rise+fall-1 is UP. It starts at rise: "UP 1/3" without any check.
    /// </summary>
    public int Health { get; private set; } = line.Rise;

    public Reachability? LastCheck { get; private set; }

    /// <summary>The start of the running check or of the next one.</summary>
    public DateTimeOffset CheckStart { get; set; }

    /// <summary>The result that the running check will have; null if no check is running.</summary>
    public Reachability? Pending { get; set; }

    public DateTimeOffset PendingUntil { get; set; }

    public int FailedChecks { get; private set; }

    public int DownTransitions { get; private set; }

    public DateTimeOffset LastChange { get; private set; } = startedAt;

    public int Admin { get; private set; } = line.Disabled ? ForcedMaintenance | ConfiguredMaintenance : 0;

    public int Weight { get; private set; } = line.Weight;

    /// <summary>True if health checks run: the file configures them and <c>disable health</c> was not sent.</summary>
    public bool Checked { get; private set; } = line.Check;

    public bool AgentEnabled { get; private set; } = line.Agent;

    /// <summary>Set by <c>set server … health stopping</c> until a check has another result.</summary>
    public bool Stopping { get; private set; }

    public int MaxSessions { get; set; }

    public int MaxRate { get; set; }

    public DateTimeOffset? LastSession { get; private set; }

    public int FullHealth => Line.Rise + Line.Fall - 1;

    public bool InMaintenance => (Admin & (ForcedMaintenance | ConfiguredMaintenance)) != 0;

    public bool Draining => (Admin & ForcedDrain) != 0;

    // A server that was set DOWN is DOWN whether or not it is checked.
    public bool Running => !InMaintenance && Health >= Line.Rise;

    /// <summary>True if the server receives new sessions.</summary>
    public bool Usable => Running && !Draining && !Stopping && Weight > 0;

    /// <summary>True if a check with this result changes nothing except its time.</summary>
    public bool Settled(Reachability next) =>
        LastCheck == next && Health == (next == Reachability.Accepting ? FullHealth : 0);

    public void Conclude(Reachability result, DateTimeOffset at)
    {
        LastCheck = result;
        Stopping = false;
        Pending = null;
        var wasRunning = Running;
        if (result == Reachability.Accepting)
        {
            // Below `rise` the counter increases by one: DOWN 1/2. When it reaches `rise`, it jumps to full health.
            Health = Health + 1 >= Line.Rise ? FullHealth : Health + 1;
        }
        else if (Health > 0)
        {
            FailedChecks++;
            Health = Health - 1 < Line.Rise ? 0 : Health - 1;
        }

        Changed(wasRunning, at);
    }

    public void SetAdmin(int admin, DateTimeOffset at)
    {
        if (admin == Admin)
        {
            return;
        }

        var wasRunning = Running;
        var leavesMaintenance = InMaintenance;
        var drainChanges = ((Admin ^ admin) & ForcedDrain) != 0;
        Admin = admin;
        leavesMaintenance &= !InMaintenance;
        if (leavesMaintenance)
        {
            Health = Line.Rise; // As after a start: "UP 1/3" until the next check.
        }

        if (InMaintenance)
        {
            Pending = null;
        }

        Changed(wasRunning, at);
        LastChange = drainChanges ? at : LastChange;
    }

    /// <summary>Runs <c>enable health</c> and <c>disable health</c>.</summary>
    public void SetChecked(bool on)
    {
        Checked = on;
        Pending = null;
    }

    public void SetAgent(bool on) => AgentEnabled = on;

    /// <summary>Runs <c>set server … health up|stopping|down</c>.</summary>
    public void SetHealth(bool up, bool stopping, DateTimeOffset at)
    {
        var wasRunning = Running;
        (Health, Stopping) = (up ? FullHealth : 0, stopping);
        Changed(wasRunning, at);
    }

    /// <summary>
    /// When <c>shutdown sessions server</c> ended the open sessions; null if it never did. New sessions are not affected.
    /// </summary>
    public DateTimeOffset? KilledAt { get; set; }

    /// <summary>The sessions so far, if each unit of weight of the backend has received <paramref name="perWeight"/>.</summary>
    public double SessionsAt(double perWeight) => _sessions + (Usable ? Weight * (perWeight - _joined) : 0);

    /// <summary>Runs <c>clear counters all</c>.</summary>
    public void ClearCounters(double perWeight)
    {
        (_sessions, _joined, FailedChecks, DownTransitions) = (0, perWeight, 0, 0);
        _down = TimeSpan.Zero;
        ClearMaxima();
    }

    public void ClearMaxima() => (MaxSessions, MaxRate) = (0, 0);

    public void Settle(double perWeight, DateTimeOffset? at)
    {
        LastSession = Usable ? at : LastSession;
        _sessions = SessionsAt(perWeight);
        _joined = perWeight;
    }

    public void Join(double perWeight) => _joined = perWeight;

    public void SetWeight(int weight) => Weight = weight;

    public TimeSpan Downtime(DateTimeOffset now) => Running ? _down : _down + (now - LastChange);

    public string Status(DateTimeOffset now)
    {
        if (InMaintenance)
        {
            return "MAINT";
        }

        if (Health < Line.Rise)
        {
            return Health == 0 ? "DOWN" : $"DOWN {Health}/{Line.Rise}";
        }

        if (!Checked)
        {
            return Draining ? "DRAIN"
                : Stopping ? "NOLB"
                : "no check";
        }

        var word =
            Draining ? "DRAIN"
            : Stopping ? "NOLB"
            : "UP";
        return Health == FullHealth ? word : $"{word} {Health - Line.Rise + 1}/{Line.Fall}";
    }

    private void Changed(bool wasRunning, DateTimeOffset at)
    {
        if (wasRunning == Running)
        {
            return;
        }

        if (wasRunning)
        {
            DownTransitions++;
        }
        else
        {
            _down += at - LastChange;
        }

        LastChange = at;
    }
}
