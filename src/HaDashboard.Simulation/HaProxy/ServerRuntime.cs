namespace HaDashboard.Simulation;

/// <summary>One server of one worker: the health counter, the admin state, the weight and the counters.</summary>
internal sealed class ServerRuntime(ServerLine line, int sid, DateTimeOffset startedAt)
{
    public const int ForcedMaintenance = 0x01;
    public const int ForcedDrain = 0x08;
    private const int ConfiguredMaintenance = 0x04;

    private TimeSpan _down;
    private double _sessions;
    private double _joined;

    public ServerLine Line { get; } = line;

    public int Sid { get; } = sid;

    /// <summary>HAProxy's counter: 0 to rise-1 is DOWN, rise to rise+fall-1 is UP. It starts at rise, "UP 1/3" without a check.</summary>
    public int Health { get; private set; } = line.Rise;

    public Reachability? LastCheck { get; private set; }

    /// <summary>The start of the check that is running or comes next.</summary>
    public DateTimeOffset CheckStart { get; set; }

    /// <summary>Set while a check waits for its answer.</summary>
    public Reachability? Pending { get; set; }

    public DateTimeOffset PendingUntil { get; set; }

    public int FailedChecks { get; private set; }

    public int DownTransitions { get; private set; }

    public DateTimeOffset LastChange { get; private set; } = startedAt;

    public int Admin { get; private set; } = line.Disabled ? ForcedMaintenance | ConfiguredMaintenance : 0;

    public int Weight { get; private set; } = line.Weight;

    /// <summary>Health checks are run: the file asks for them, and nobody has said <c>disable health</c>.</summary>
    public bool Checked { get; private set; } = line.Check;

    public bool AgentEnabled { get; private set; } = line.Agent;

    /// <summary>Set by <c>health stopping</c>, until a check says otherwise.</summary>
    public bool Stopping { get; private set; }

    public int MaxSessions { get; set; }

    public int MaxRate { get; set; }

    public DateTimeOffset? LastSession { get; private set; }

    public int FullHealth => Line.Rise + Line.Fall - 1;

    public bool InMaintenance => (Admin & (ForcedMaintenance | ConfiguredMaintenance)) != 0;

    public bool Draining => (Admin & ForcedDrain) != 0;

    // Forced DOWN, a server is DOWN whether or not it is checked.
    public bool Running => !InMaintenance && Health >= Line.Rise;

    /// <summary>Gets new sessions.</summary>
    public bool Usable => Running && !Draining && !Stopping && Weight > 0;

    /// <summary>The outcome of a check is certain to change nothing but its date.</summary>
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
            // The step that reaches `rise` jumps to full health; below it the server counts up: DOWN 1/2.
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
            Health = Line.Rise; // It has to prove itself again: "UP 1/3" until the next check.
        }

        if (InMaintenance)
        {
            Pending = null;
        }

        Changed(wasRunning, at);
        LastChange = drainChanges ? at : LastChange;
    }

    /// <summary><c>enable health</c> and <c>disable health</c>.</summary>
    public void SetChecked(bool on)
    {
        Checked = on;
        Pending = null;
    }

    public void SetAgent(bool on) => AgentEnabled = on;

    /// <summary><c>set server … health up|stopping|down</c>.</summary>
    public void SetHealth(bool up, bool stopping, DateTimeOffset at)
    {
        var wasRunning = Running;
        (Health, Stopping) = (up ? FullHealth : 0, stopping);
        Changed(wasRunning, at);
    }

    /// <summary>Ends what is open; what comes next comes anew.</summary>
    public DateTimeOffset? KilledAt { get; set; }

    /// <summary>Sessions so far, when every unit of weight of the backend has got <paramref name="perWeight"/>.</summary>
    public double SessionsAt(double perWeight) => _sessions + (Usable ? Weight * (perWeight - _joined) : 0);

    /// <summary><c>clear counters all</c>.</summary>
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
