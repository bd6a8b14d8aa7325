using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Tests;

/// <summary>For tests that are not about who is still signed in.</summary>
internal sealed class EverybodyStays : ICallerCheck
{
    public bool IsStillValid(Caller caller) => true;
}
