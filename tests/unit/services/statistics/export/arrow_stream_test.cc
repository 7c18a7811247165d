// Arrow streams read back: by flatbuffers' verifier and the layout of the format here, and by another implementation
// (npm's apache-arrow) where that is installed.
#include "services/statistics/export/arrow_stream.h"

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "arrow_generated.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/statistics/export/sample_answer.h"

namespace gangmu::statistics::testing {
namespace {

namespace fb = gangmu::arrow;
using gangmu::testing::TempDir;
using ::testing::ElementsAre;

absl::StatusOr<std::string> Arrow(const Sample& sample) {
  std::string out;
  const absl::Status status = WriteArrow(
      sample.answer, sample.query,
      [](const std::string&, const std::string& value) { return value == "2022" ? "二〇二二年" : ""; },
      {{"gangmu.position", "p"}},
      [&](std::string_view bytes) {
        out.append(bytes);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return out;
}

struct Part {
  const fb::Message* message = nullptr;
  std::string_view body;
};

// The messages of a stream, each checked by the verifier; empty where the frame is not that of the format.
std::vector<Part> PartsOf(const std::string& stream) {
  std::vector<Part> parts;
  for (size_t at = 0; at + 8 <= stream.size();) {
    uint32_t mark = 0;
    uint32_t size = 0;
    std::memcpy(&mark, &stream[at], 4);
    std::memcpy(&size, &stream[at + 4], 4);
    if (mark != 0xFFFFFFFF || at % 8 != 0) return {};
    if (size == 0) return at + 8 == stream.size() ? parts : std::vector<Part>();
    const auto* bytes = reinterpret_cast<const uint8_t*>(&stream[at + 8]);
    flatbuffers::Verifier verifier(bytes, size);
    if (size % 8 != 0 || !fb::VerifyMessageBuffer(verifier)) return {};
    const fb::Message* message = fb::GetMessage(bytes);
    const auto body = static_cast<size_t>(message->body_length());
    parts.push_back({message, std::string_view(stream).substr(at + 8 + size, body)});
    at += 8 + size + body;
  }
  return {};
}

std::vector<std::string> NamesOf(const fb::Schema& schema) {
  std::vector<std::string> names;
  for (const fb::Field* field : *schema.fields()) names.push_back(field->name()->str());
  return names;
}

TEST(ArrowStream, IsASchemaBatchesAndAnEnd) {
  const auto stream = Arrow(SampleAnswer());
  ASSERT_TRUE(stream.ok()) << stream.status();
  const std::vector<Part> parts = PartsOf(*stream);
  ASSERT_EQ(parts.size(), 2u);
  ASSERT_EQ(parts[0].message->header_type(), fb::MessageHeader_Schema);
  EXPECT_EQ(parts[0].message->version(), fb::MetadataVersion_V5);
  const fb::Schema& schema = *parts[0].message->header_as_Schema();
  EXPECT_THAT(NamesOf(schema),
              ElementsAre("topic", "topic.kind", "topic.name", "publish_year", "publish_year.kind", "publish_year.name",
                          "publish_year.start", "publish_year.end", "sum(value)", "sum(value).lower",
                          "sum(value).upper", "sum(value).open_lower", "sum(value).open_upper", "sum(value).unit",
                          "sum(value).used", "sum(value).left_out", "sum(value).inexact", "count", "count.left_out",
                          "top(subject).top", "top(subject).tied_beyond"));
  EXPECT_EQ(schema.custom_metadata()->Get(0)->key()->str(), "gangmu.position");
  const fb::Field& sum = *schema.fields()->Get(8);
  ASSERT_EQ(sum.type_type(), fb::Type_Decimal);
  EXPECT_EQ(sum.type_as_Decimal()->scale(), 2);
  EXPECT_EQ(sum.type_as_Decimal()->precision(), 38);
  EXPECT_EQ(parts[1].message->header_as_RecordBatch()->length(), 4);
}

// The buffers of one column of the first batch, by the numbers of the schema's fields: three for texts, else two.
TEST(ArrowStream, BuffersHoldTheValues) {
  const auto stream = Arrow(SampleAnswer());
  ASSERT_TRUE(stream.ok());
  const std::vector<Part> parts = PartsOf(*stream);
  ASSERT_EQ(parts.size(), 2u);
  const fb::Schema& schema = *parts[0].message->header_as_Schema();
  const fb::RecordBatch& batch = *parts[1].message->header_as_RecordBatch();
  ASSERT_EQ(batch.nodes()->size(), schema.fields()->size());
  flatbuffers::uoffset_t buffer = 0;
  for (flatbuffers::uoffset_t f = 0; f < schema.fields()->size(); ++f) {
    const auto bytes = [&](flatbuffers::uoffset_t n) {
      const fb::Buffer& b = *batch.buffers()->Get(buffer + n);
      EXPECT_EQ(b.offset() % 8, 0);
      return parts[1].body.substr(static_cast<size_t>(b.offset()), static_cast<size_t>(b.length()));
    };
    const std::string name = schema.fields()->Get(f)->name()->str();
    if (name == "sum(value)") {
      EXPECT_EQ(batch.nodes()->Get(f)->null_count(), 1);
      EXPECT_EQ(bytes(0)[0], 0b1101);
      __int128 values[4];
      ASSERT_EQ(bytes(1).size(), sizeof values);
      std::memcpy(values, bytes(1).data(), sizeof values);
      EXPECT_EQ(static_cast<int64_t>(values[0]), 27820000000025);
      EXPECT_EQ(static_cast<int64_t>(values[2]), -100);
      EXPECT_EQ(Decimal(values[3], 2), *Decimal::Parse("99999999999999999999999999.5"));
    } else if (name == "topic") {
      int32_t offsets[5];
      std::memcpy(offsets, bytes(1).data(), sizeof offsets);
      EXPECT_EQ(bytes(2).substr(0, static_cast<size_t>(offsets[1])), "科技、教育");
      EXPECT_EQ(offsets[4], offsets[3]) << "TOTAL has no value";
    } else if (name == "publish_year.start") {
      int32_t days[4];
      std::memcpy(days, bytes(1).data(), sizeof days);
      EXPECT_EQ(bytes(0)[0], 0b0001);
      EXPECT_EQ(days[0], 18993);  // 2022-01-01
    }
    buffer += schema.fields()->Get(f)->type_type() == fb::Type_Utf8 ? 3u : 2u;
  }
  EXPECT_EQ(buffer, batch.buffers()->size());
}

TEST(ArrowStream, ManyRowsAreSeveralBatchesAndNoneIsAStreamToo) {
  Sample sample = SampleAnswer();
  const Row row = sample.answer.rows[0];
  sample.answer.rows.assign(40'000, row);
  std::string stream = *Arrow(sample);
  std::vector<Part> parts = PartsOf(stream);
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(parts[3].message->header_as_RecordBatch()->length(), 40'000 - 2 * 16'384);
  sample.answer.rows.clear();
  stream = *Arrow(sample);
  parts = PartsOf(stream);
  EXPECT_EQ(parts.size(), 1u);
}

TEST(ArrowStream, NumbersTooFarApartForOneColumnAreRefused) {
  Sample sample = SampleAnswer();
  sample.answer.rows[0].cells[0].value = *Decimal::Parse("0.000000000000000001");
  const auto stream = Arrow(sample);
  ASSERT_FALSE(stream.ok());
  EXPECT_EQ(stream.status().code(), absl::StatusCode::kOutOfRange);
}

constexpr char kReader[] = R"js(
const { tableFromIPC } = require('apache-arrow');
const { readFileSync } = require('node:fs');
const table = tableFromIPC(readFileSync(process.argv[2]));
const out = [];
for (let r = 0; r < table.numRows; ++r) {
  const decimal = (name) => {
    const column = table.getChild(name), words = column.get(r);
    if (words === null) return 'null';
    let n = 0n;
    for (let i = 3; i >= 0; --i) n = (n << 32n) | BigInt(words[i] >>> 0);
    return `${BigInt.asIntN(128, n)}e-${column.type.scale}`;
  };
  const day = (name) => { const d = table.getChild(name).get(r); return d === null ? 'null' : new Date(Number(d)).toISOString().slice(0, 10); };
  out.push([table.getChild('topic').get(r), table.getChild('topic.kind').get(r), table.getChild('publish_year').get(r),
            table.getChild('publish_year.name').get(r), day('publish_year.start'), day('publish_year.end'), decimal('sum(value)'),
            decimal('sum(value).upper'), table.getChild('sum(value).unit').get(r), table.getChild('sum(value).inexact').get(r),
            table.getChild('count').get(r), table.getChild('top(subject).top').get(r)].map(String).join('|'));
}
process.stdout.write(out.join('\n') + '\n' + table.schema.metadata.get('gangmu.position') + '\n');
)js";

TEST(ArrowStream, AnotherImplementationReadsIt) {
  if (std::system("node -e \"require('apache-arrow')\" >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "apache-arrow not present: needs node and npm's apache-arrow (NODE_PATH)";
  }
  const TempDir folder;
  std::ofstream(folder.File("rows.arrow"), std::ios::binary) << *Arrow(SampleAnswer());
  std::ofstream(folder.File("read.js")) << kReader;
  const std::string command =
      "node " + folder.File("read.js") + " " + folder.File("rows.arrow") + " > " + folder.File("out");
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream out(folder.File("out"));
  const std::string text((std::istreambuf_iterator<char>(out)), {});
  EXPECT_EQ(text,
            "科技、教育|VALUE|2022|二〇二二年|2022-01-01|2022-12-31|27820000000025e-2|null|CNY|false|5|企业=7;园区=2\n"
            "a \"b\", c|VALUE|null|null|null|null|null|null|null|null|null|null\n"
            "_T|VALUE|null|null|null|null|-100e-2|0e-0|CNY|false|1|企业=7;园区=2\n"
            "null|TOTAL|null|null|null|null|9999999999999999999999999950e-2|2e-0|CNY|false|6|企业=7;园区=2\n"
            "p\n");
}

}  // namespace
}  // namespace gangmu::statistics::testing
