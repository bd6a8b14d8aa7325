namespace HaDashboard.Core.Memory.Series;

/// <summary>The subject of a trend.</summary>
public enum TrendValue
{
    Sessions,

    /// <summary>New sessions a second.</summary>
    SessionRate,

    /// <summary>Bytes a second.</summary>
    BytesIn,
    BytesOut,
}

/// <summary>One step of a trend as drawn.</summary>
/// <param name="Value">null if it was not observed: a gap, never an estimate.</param>
public readonly record struct TrendPoint(double? Value, bool WasDown);

/// <summary>One sample.</summary>
/// <param name="SessionRate">null, like the two after it, where no difference can be taken: the first sample, a new worker, a counter
/// set back.</param>
/// <param name="IsDown">Down at the sample, or in between.</param>
public readonly record struct TrendSample(
    double? Sessions,
    double? SessionRate,
    double? BytesIn,
    double? BytesOut,
    bool IsDown
);

/// <summary>
/// The last hour of one server or of one node: 360 samples, ten seconds apart, in fixed buffers of 6.1 KB. One writer, any number of
/// readers.
/// </summary>
public sealed class TrendSeries
{
    public const int Capacity = 360;
    private const int Values = 4;
    private readonly Lock _lock = new();
    private readonly float[] _values = new float[Capacity * Values];
    private readonly bool[] _down = new bool[Capacity];
    private long _slot = -1;
    private long _first = -1;
    private long _version;

    /// <summary>Grows with each sample: what was drawn at this version is still right.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <param name="slot">The number of the ten seconds since some start; slots left out are gaps.</param>
    public void Add(long slot, TrendSample sample)
    {
        lock (_lock)
        {
            if (_first < 0)
            {
                _first = slot;
                Array.Fill(_values, float.NaN);
            }

            for (var missed = Math.Max(_slot + 1, slot - Capacity); missed < slot && _slot >= 0; missed++)
            {
                Write(missed, default);
            }

            Write(slot, sample);
            _slot = slot;
            Volatile.Write(ref _version, _version + 1);
        }
    }

    /// <summary>
    /// The last hour in <paramref name="count"/> steps, the newest last. A step is a gap if any of its samples is: what is drawn was
    /// seen.
    /// </summary>
    public TrendPoint[] Read(TrendValue value, int count)
    {
        var points = new TrendPoint[count];
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                var from = _slot - Capacity + 1 + ((long)i * Capacity / count);
                points[i] =
                    _slot < 0 ? default : Step(value, from, _slot - Capacity + 1 + ((long)(i + 1) * Capacity / count));
            }
        }

        return points;
    }

    private TrendPoint Step(TrendValue value, long from, long until)
    {
        double? max = null;
        var (down, gap) = (false, false);
        for (var slot = Math.Max(from, 0); slot < until; slot++)
        {
            if (slot < _first)
            {
                continue; // before the first sample there is nothing to miss
            }

            var sample = _values[At(slot, value)];
            gap |= float.IsNaN(sample);
            max = float.IsNaN(sample) ? max : Math.Max(max ?? sample, sample);
            down |= _down[slot % Capacity];
        }

        return new TrendPoint(gap ? null : max, down);
    }

    private void Write(long slot, TrendSample sample)
    {
        Put(TrendValue.Sessions, sample.Sessions);
        Put(TrendValue.SessionRate, sample.SessionRate);
        Put(TrendValue.BytesIn, sample.BytesIn);
        Put(TrendValue.BytesOut, sample.BytesOut);
        _down[slot % Capacity] = sample.IsDown;

        void Put(TrendValue value, double? number) => _values[At(slot, value)] = (float)(number ?? double.NaN);
    }

    private static long At(long slot, TrendValue value) => (slot % Capacity * Values) + (int)value;
}
