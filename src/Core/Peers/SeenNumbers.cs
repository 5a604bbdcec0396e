using System.Runtime.CompilerServices;

namespace Signaling.Core.Peers;

/// <summary>Which numbers of one sender's instance have come: exactly for the last 1,024, and everything below counts as come.</summary>
internal struct SeenNumbers
{
    public const int Span = 1_024;

    private Bits _bits;
    private long _highest;

    /// <summary>Notes a number; false when it has come before.</summary>
    public bool Add(long number)
    {
        if (number > _highest)
        {
            var from = Math.Max(_highest + 1, number - Span + 1);
            for (var skipped = from; skipped < number; skipped++) Set(skipped, false);
            Set(number, true);
            _highest = number;
            return true;
        }

        if (number <= _highest - Span || Get(number)) return false;
        Set(number, true);
        return true;
    }

    private readonly bool Get(long number) => (_bits[(int)(number % Span >> 6)] >> (int)(number & 63) & 1) != 0;

    private void Set(long number, bool value)
    {
        ref var word = ref _bits[(int)(number % Span >> 6)];
        var bit = 1UL << (int)(number & 63);
        word = value ? word | bit : word & ~bit;
    }

    [InlineArray(Span / 64)]
    private struct Bits
    {
        private ulong _word;
    }
}
