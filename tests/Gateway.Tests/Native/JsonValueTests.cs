using System.Text;
using System.Text.Json;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Tests.Native;

/// <summary>What ends a payload must be what .NET's reader says, for any bytes.</summary>
public sealed class JsonValueTests
{
    private const int Inputs = 200_000;

    private static readonly string[] Parts =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\\"", "\\n", "\\r\\n", "\\u00e9", "\\u12", "\\x", "\"a\"", "\"\"", "\"b\":", "\"v=0\\r\\na=x\\r\\n\"", "true", "false", "null", "nul",
        "0", "1", "-", "-1", "01", "1.5", "1.", "1e5", "1E+5", "1e", "12345678901234567890", " ", "\t", "\r\n", "\0", "\u001F", "x", "é", "/", "{}", "[]", "[1,2]", "{\"a\":1}",
    ];

    [Theory]
    [InlineData("1,", 1)]
    [InlineData(" {\"a\":{},\"b\":[[],{}]} ,", 21)]
    [InlineData("\"a\\\"b\"}", 6)]
    [InlineData("", -1)]
    [InlineData("}", -1)]
    [InlineData("\"a", -1)]
    [InlineData("[1,]", -1)]
    [InlineData("{\"a\"}", -1)]
    [InlineData("{,}", -1)]
    [InlineData("[}", -1)]
    public void Length_AValueAtTheStart_EndsWhereItEnds(string json, int length) => Assert.Equal(length, JsonValue.Length(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Length_AnyBytes_IsWhatTheReaderSays()
    {
        var (random, values) = (new Random(1), 0);
        for (var i = 0; i < Inputs; i++)
        {
            var json = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? Soup(random) : Value(random, 0));
            if (random.Next(3) == 0 && json.Length > 0) json[random.Next(json.Length)] = (byte)Parts[random.Next(Parts.Length)][0];

            // In an object, as in a message: there a number ends where something else begins.
            var expected = ReadAll([.. "{\"\":"u8, .. json, .. "}"u8]);
            var length = JsonValue.Length([.. json, .. "}"u8]);
            var isWhole = length >= 0 && length <= json.Length && json.AsSpan(length).Trim(" \t\r\n"u8).IsEmpty;
            if (expected != isWhole) Assert.Fail($"Input {i}: {Encoding.UTF8.GetString(json)}");
            if (expected) values++;
        }

        Assert.InRange(values, Inputs / 10, Inputs * 9 / 10);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Length_DeepNesting_IsRefusedWhereTheReaderRefusesIt(int depth, bool isValue)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        Assert.Equal(isValue, JsonValue.Length(json) == json.Length);
        Assert.Equal(isValue, ReadAll([.. "{\"\":"u8, .. json, .. "}"u8]));
    }

    private static bool ReadAll(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var (depth, values) = (0, 0);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName) values++;
                depth = reader.CurrentDepth;
            }

            return depth == 0 && values == 1;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Soup(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Parts[random.Next(Parts.Length)]));

    private static string Value(Random random, int depth)
    {
        var space = random.Next(5) == 0 ? " " : "";
        return space + random.Next(depth > 4 ? 4 : 6) switch
        {
            0 => random.Next(-100, 100).ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => $"{random.Next()}.{random.Next()}e-{random.Next(9)}",
            2 => JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => (char)random.Next(1, 0x300)))),
            3 => random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" },
            4 => "[" + string.Join(space + ",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))) + space + "]",
            _ => "{" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(n => $"\"k{n}\"{space}:{Value(random, depth + 1)}")) + "}",
        } + space;
    }
}
