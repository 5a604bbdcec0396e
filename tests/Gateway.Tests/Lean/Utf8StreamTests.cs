using System.Text;
using System.Text.Unicode;
using Signaling.Gateway.Connections.Lean;

namespace Signaling.Gateway.Tests.Lean;

public sealed class Utf8StreamTests
{
    [Fact]
    public void AnyText_CutAnywhere_IsWhatItIsWhole()
    {
        var (random, valid) = (new Random(1), 0);
        for (var i = 0; i < 50_000; i++)
        {
            var text = Text(random);
            var expected = Utf8.IsValid(text);
            if (expected) valid++;
            if (Add(text, random) != expected) Assert.Fail(Convert.ToHexString(text));
        }

        Assert.InRange(valid, 5_000, 45_000);
    }

    private static bool Add(ReadOnlySpan<byte> text, Random random)
    {
        var stream = default(Utf8Stream);
        while (true)
        {
            var piece = random.Next(0, Math.Min(text.Length, 5) + 1);
            var isEnd = piece == text.Length && random.Next(2) == 0;
            if (!stream.TryAdd(text[..piece], isEnd)) return false;
            if (isEnd) return true;
            text = text[piece..];
        }
    }

    private static byte[] Text(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(0, 8); count > 0; count--)
        {
            var rune = random.Next(4) switch { 0 => random.Next(0x80), 1 => random.Next(0x800), 2 => random.Next(0xD800), _ => random.Next(0x10000, 0x110000) };
            text.Append(new Rune(rune));
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && random.Next(3) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }
}
