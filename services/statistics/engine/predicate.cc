#include "services/statistics/engine/predicate.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/time/civil_time.h"

#include "common/filter/evaluate.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/statistics/engine/bindings.h"
#include "services/statistics/engine/fields.h"

namespace gangmu::statistics {
namespace {

using filter::Expr;
using filter::Op;

constexpr __int128 kLowest = std::numeric_limits<int64_t>::min() * (static_cast<__int128>(1) << 62);
constexpr __int128 kHighest = -kLowest;

std::string DayText(Day day) { return day == kNoDay ? "" : FormatDay(absl::CivilDay(1970, 1, 1) + day); }

bool IsRegionCode(std::string_view text) {
  return text.size() == 6 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// One dictionary entry seen as a row, so that the meaning of conditions is written once (common/filter/evaluate.h).
class CodeRow : public filter::Row {
 public:
  CodeRow(const Binding& binding, const Snapshot& snapshot, uint32_t code)
      : binding_(binding), snapshot_(snapshot), code_(code) {}

  filter::Value Get(const filter::Field&) const override {
    switch (binding_.reading) {
      case Reading::kEnum:
      case Reading::kInteger:
        return static_cast<int64_t>(code_);
      case Reading::kFlagOne:
        return (code_ & 1) != 0;
      case Reading::kFlagTwo:
        return (code_ & 2) != 0;
      case Reading::kFlagFour:
        return (code_ & 4) != 0;
      case Reading::kDay:
        return DayText(DecodeDay(Text()));
      case Reading::kPeriodStart:
        return DayText(DecodePeriod(Text()).first);
      case Reading::kPeriodEnd:
        return DayText(DecodePeriod(Text()).second);
      case Reading::kRegionCode:
        return IsRegionCode(Text()) ? std::string(Text()) : std::string();
      case Reading::kUnitDimension:
        return code_ == 0 ? std::string() : snapshot_.units(Text()).dimension;
      default:
        return std::string(Text());
    }
  }
  bool AnyElement(const filter::Field&, absl::FunctionRef<bool(std::string_view)> visit) const override {
    if (binding_.reading == Reading::kLabels) {
      for (const auto& [key, value] : DecodeLabels(Text())) {
        if (visit(value)) return true;
      }
      return false;
    }
    for (const std::string& item : DecodeList(Text())) {
      if (visit(item)) return true;
    }
    return false;
  }
  std::optional<std::string> Entry(const filter::Field&, std::string_view key) const override {
    const auto labels = DecodeLabels(Text());
    const auto it = labels.find(std::string(key));
    return it == labels.end() ? std::nullopt : std::optional(it->second);
  }

 private:
  std::string_view Text() const { return snapshot_.catalog->of(binding_.attribute).Text(code_); }

  const Binding& binding_;
  const Snapshot& snapshot_;
  const uint32_t code_;
};

class NameRow : public filter::Row {
 public:
  explicit NameRow(std::string name) : name_(std::move(name)) {}
  filter::Value Get(const filter::Field&) const override { return name_; }

 private:
  const std::string name_;
};

class Compiler {
 public:
  Compiler(FactKind facts, const Snapshot& snapshot) : facts_(facts), snapshot_(snapshot) {}

  absl::StatusOr<Predicate> Compile(const Expr& expr) const {
    switch (expr.kind) {
      case Expr::Kind::kAnd:
        return Junction(Predicate::Kind::kAnd, expr);
      case Expr::Kind::kOr:
        return Junction(Predicate::Kind::kOr, expr);
      case Expr::Kind::kNot:
        return Junction(Predicate::Kind::kNot, expr);
      case Expr::Kind::kSearch:
      case Expr::Kind::kHas:
        return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID,
                     "has() and search() are of the measure store; statistics have no such columns")
            .Violation("filter", "has() and search() cannot be used here")
            .Build();
      default:
        return Leaf(expr);
    }
  }

 private:
  absl::StatusOr<Predicate> Junction(Predicate::Kind kind, const Expr& expr) const {
    Predicate p;
    p.kind = kind;
    for (const Expr& operand : expr.operands) {
      ASSIGN_OR_RETURN(Predicate child, Compile(operand));
      p.children.push_back(std::move(child));
    }
    return p;
  }

  absl::StatusOr<Predicate> Leaf(const Expr& expr) const {
    const Binding& binding = BindingOf(facts_, *expr.field);
    Predicate p;
    p.expr = &expr;
    if (binding.reading == Reading::kFactName) {
      p.kind = Predicate::Kind::kName;
      return p;
    }
    if (binding.reading == Reading::kNumber) {
      p.kind = Predicate::Kind::kNumber;
      p.number = binding.number;
      p.presence_only = expr.kind == Expr::Kind::kPresent;
      p.op = expr.op;
      if (!p.presence_only) p.operand = std::get<Decimal>(expr.value);
      return p;
    }
    p.kind = Predicate::Kind::kCodes;
    p.column = *ResolveColumn(facts_, binding.attribute);
    FillTruth(expr, binding, p);
    return p;
  }

  void FillTruth(const Expr& expr, const Binding& binding, Predicate& p) const {
    const uint32_t codes = snapshot_.sizes[static_cast<size_t>(binding.attribute)];
    const Dictionary& dictionary = snapshot_.catalog->of(binding.attribute);
    const bool equality = expr.kind == Expr::Kind::kCompare && (expr.op == Op::kEqual || expr.op == Op::kNotEqual);
    if (binding.reading == Reading::kText && equality) {
      const bool same = expr.op == Op::kEqual;
      p.truth.assign(codes, same ? 0 : 1);
      const std::optional<uint32_t> code = dictionary.Find(std::get<std::string>(expr.value));
      if (code && *code < codes) p.truth[*code] = same ? 1 : 0;
    } else if (binding.reading == Reading::kText && expr.kind == Expr::Kind::kContains) {
      const std::string& part = std::get<std::string>(expr.value);
      p.truth.resize(codes);
      for (uint32_t c = 0; c < codes; ++c) p.truth[c] = dictionary.Text(c).find(part) != std::string_view::npos;
    } else {
      p.truth.resize(codes);
      for (uint32_t c = 0; c < codes; ++c) p.truth[c] = filter::Matches(expr, CodeRow(binding, snapshot_, c));
    }
    if (std::count(p.truth.begin(), p.truth.end(), 1) == 1) {
      p.only = static_cast<uint32_t>(std::find(p.truth.begin(), p.truth.end(), 1) - p.truth.begin());
    }
  }

  const FactKind facts_;
  const Snapshot& snapshot_;
};

// floor(a / 10^power) for power ≥ 0.
__int128 FloorDivide(__int128 a, int power) {
  __int128 divisor = 1;
  for (int i = 0; i < power; ++i) divisor *= 10;
  const __int128 q = a / divisor;
  return a % divisor < 0 ? q - 1 : q;
}

// The coefficients c at `scale` with c × 10^-scale op operand, as a closed range; an empty one where none fits.
// != gives the range of =.
std::pair<__int128, __int128> CoefficientRange(Op op, const Decimal& operand, int scale) {
  const Decimal n = operand.Normalized();
  __int128 floor;
  bool exact = true;
  if (n.scale() <= scale) {
    const std::optional<Decimal> scaled = n.Rescale(scale);
    // An operand beyond 128 bits at this scale lies beyond every stored number too.
    floor = scaled ? scaled->coefficient() : (n.negative() ? kLowest : kHighest);
    exact = scaled.has_value();
  } else {
    floor = FloorDivide(n.coefficient(), n.scale() - scale);
    exact = Decimal(floor, scale) == n;
  }
  switch (op) {
    case Op::kLess:
      return {kLowest, exact ? floor - 1 : floor};
    case Op::kLessOrEqual:
      return {kLowest, floor};
    case Op::kGreater:
      return {floor + 1, kHighest};
    case Op::kGreaterOrEqual:
      return {exact ? floor : floor + 1, kHighest};
    default:
      return exact ? std::pair{floor, floor} : std::pair<__int128, __int128>{1, 0};
  }
}

constexpr uint8_t PresenceBitOf(Number n) {
  constexpr uint8_t kBits[] = {kHasValue, kHasLower, kHasUpper, kHasFrom};
  return kBits[static_cast<size_t>(n)];
}

bool ReadsDocuments(const Predicate& p) {
  if (p.kind == Predicate::Kind::kCodes) return p.column.level == Level::kDocument;
  return p.kind == Predicate::Kind::kName || std::any_of(p.children.begin(), p.children.end(), ReadsDocuments);
}

// Offsets that pass `test(row)`; without branches on the outcome, which would be mispredicted.
template <typename Test>
uint32_t Select(uint32_t begin, const uint16_t* selection, uint32_t count, uint16_t* out, Test&& test) {
  uint32_t n = 0;
  if (selection == nullptr) {
    for (uint32_t k = 0; k < count; ++k) {
      out[n] = static_cast<uint16_t>(k);
      n += test(begin + k);
    }
    return n;
  }
  for (uint32_t k = 0; k < count; ++k) {
    const uint16_t offset = selection[k];
    out[n] = offset;
    n += test(begin + offset);
  }
  return n;
}

}  // namespace

bool Predicate::OfDocument() const {
  switch (kind) {
    case Kind::kCodes:
      return column.level == Level::kDocument;
    case Kind::kNumber:
    case Kind::kName:
      return false;
    default:
      return std::all_of(children.begin(), children.end(), [](const Predicate& c) { return c.OfDocument(); });
  }
}

bool Predicate::Never() const {
  return kind == Kind::kCodes && std::find(truth.begin(), truth.end(), 1) == truth.end();
}

absl::StatusOr<CompiledFilter> CompileFilter(const filter::Filter& filter, FactKind facts, const Snapshot& snapshot) {
  CompiledFilter out;
  if (filter.empty()) return out;
  if (filter.schema() != &FilterSchema(facts))
    return Internal("the filter was parsed for another kind of facts").Build();
  const Compiler compiler(facts, snapshot);
  std::vector<const Expr*> conjuncts = {&filter.root()};
  if (filter.root().kind == Expr::Kind::kAnd) {
    conjuncts.clear();
    for (const Expr& operand : filter.root().operands) conjuncts.push_back(&operand);
  }
  for (const Expr* conjunct : conjuncts) {
    ASSIGN_OR_RETURN(Predicate p, compiler.Compile(*conjunct));
    const bool of_unit = p.kind == Predicate::Kind::kCodes && p.column.attribute == Attribute::kUnit;
    if (of_unit && p.only) out.unit = p.only;
    const bool document = p.OfDocument();
    std::string& text = document ? out.document_text : out.fact_text;
    const bool junction = conjunct->kind == Expr::Kind::kOr;
    StrAppend(&text, text.empty() ? "" : " AND ", junction ? "(" : "", filter::ToString(*conjunct),
              junction ? ")" : "");
    (document ? out.document : out.fact).push_back(std::move(p));
  }
  // The cheapest and most selective tests first: single codes.
  std::stable_sort(out.fact.begin(), out.fact.end(),
                   [](const Predicate& a, const Predicate& b) { return a.only.has_value() && !b.only.has_value(); });
  return out;
}

PredicateRunner::PredicateRunner(const std::vector<Predicate>& conjuncts, FactKind facts, const Segment& segment,
                                 const Snapshot& snapshot)
    : facts_(facts), segment_(segment), snapshot_(snapshot) {
  for (const Predicate& p : conjuncts) {
    Node node = Prepare(p);
    if (node.constant == 1) continue;
    if (node.constant == 0) nothing_passes_ = true;
    wants_documents_ = wants_documents_ || ReadsDocuments(p);
    conjuncts_.push_back(std::move(node));
  }
}

PredicateRunner::Node PredicateRunner::Prepare(const Predicate& predicate) const {
  Node node;
  node.predicate = &predicate;
  if (predicate.kind == Predicate::Kind::kCodes) {
    node.column = &ColumnOf(segment_, facts_, predicate.column);
    const auto first = predicate.truth.begin() + node.column->min();
    const auto last = predicate.truth.begin() + node.column->max() + 1;
    const bool direct = predicate.column.level != Level::kMeasure;  // a missing measure has code 0 beside the column
    if (direct && std::find(first, last, 1) == last) node.constant = 0;
    if (direct && std::find(first, last, 0) == last) node.constant = 1;
  } else if (predicate.kind == Predicate::Kind::kNumber && !predicate.presence_only) {
    node.ranges = Ranges(predicate);
  }
  for (const Predicate& child : predicate.children) node.children.push_back(Prepare(child));
  return node;
}

std::vector<PredicateRunner::Range> PredicateRunner::Ranges(const Predicate& predicate) const {
  std::vector<Range> ranges;
  for (const int8_t scale : segment_.unit_scales()) {
    const auto [low, high] = CoefficientRange(predicate.op, predicate.operand, scale);
    ranges.push_back({low, high});
  }
  return ranges;
}

bool PredicateRunner::TestNumber(const Node& node, uint32_t row) const {
  const Predicate& p = *node.predicate;
  const bool present = (segment_.indicator_column(Attribute::kPresence)[row] & PresenceBitOf(p.number)) != 0;
  if (p.presence_only) return present;
  if (!present) return p.op == Op::kNotEqual;
  const Range& range = node.ranges[segment_.indicator_column(Attribute::kUnit)[row]];
  const __int128 c = segment_.number(p.number)[row];
  return (range.low <= c && c <= range.high) != (p.op == Op::kNotEqual);
}

bool PredicateRunner::TestName(const Predicate& predicate, uint32_t row, uint32_t document) const {
  const uint32_t code = segment_.document_column(Attribute::kDocument)[document];
  const std::string_view name = snapshot_.catalog->of(Attribute::kDocument).Text(code);
  const bool indicator = facts_ == FactKind::kIndicator;
  const std::string id = indicator ? segment_.indicator_ids()[row] : segment_.measure_ids()[row];
  return filter::Matches(*predicate.expr, NameRow(StrCat(name, indicator ? "/indicators/" : "/measures/", id)));
}

uint32_t PredicateRunner::CodeAt(const Node& node, uint32_t row, uint32_t document) const {
  switch (node.predicate->column.level) {
    case Level::kDocument:
      return (*node.column)[document];
    case Level::kMeasure: {
      const uint32_t measure = segment_.indicator_column(Attribute::kMeasureRow)[row];
      return measure == 0 ? 0 : (*node.column)[measure - 1];
    }
    case Level::kFact:
      return (*node.column)[row];
  }
  return 0;
}

bool PredicateRunner::Test(const Node& node, uint32_t row, uint32_t document) const {
  const auto test = [&](const Node& child) { return Test(child, row, document); };
  switch (node.predicate->kind) {
    case Predicate::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), test);
    case Predicate::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), test);
    case Predicate::Kind::kNot:
      return !test(node.children[0]);
    case Predicate::Kind::kCodes:
      return node.constant >= 0 ? node.constant != 0 : node.predicate->truth[CodeAt(node, row, document)] != 0;
    case Predicate::Kind::kNumber:
      return TestNumber(node, row);
    case Predicate::Kind::kName:
      return TestName(*node.predicate, row, document);
  }
  return false;
}

uint32_t PredicateRunner::RefineCodes(const Node& node, uint32_t begin, const uint16_t* selection, uint32_t count,
                                      uint16_t* out) const {
  return WithCodes(*node.column, [&](const auto* codes) {
    if (node.predicate->only) {
      const auto only = static_cast<std::remove_cvref_t<decltype(*codes)>>(*node.predicate->only);
      return Select(begin, selection, count, out, [=](uint32_t row) { return codes[row] == only; });
    }
    const uint8_t* truth = node.predicate->truth.data();
    return Select(begin, selection, count, out, [=](uint32_t row) { return truth[codes[row]]; });
  });
}

uint32_t PredicateRunner::Refine(uint32_t begin, const uint16_t* selection, uint32_t count, const uint32_t* documents,
                                 uint16_t* out) {
  for (const Node& node : conjuncts_) {
    const bool plain = node.predicate->kind == Predicate::Kind::kCodes &&
                       node.predicate->column.level == Level::kFact && node.column->width() != 0;
    if (plain) {
      count = RefineCodes(node, begin, selection, count, out);
    } else {
      count = Select(begin, selection, count, out,
                     [&](uint32_t row) { return Test(node, row, documents == nullptr ? 0 : documents[row - begin]); });
    }
    selection = out;
    if (count == 0) return 0;
  }
  return count;
}

namespace {

bool TestDocument(const Predicate& p, const Segment& segment, uint32_t d) {
  const auto test = [&](const Predicate& child) { return TestDocument(child, segment, d); };
  switch (p.kind) {
    case Predicate::Kind::kAnd:
      return std::all_of(p.children.begin(), p.children.end(), test);
    case Predicate::Kind::kOr:
      return std::any_of(p.children.begin(), p.children.end(), test);
    case Predicate::Kind::kNot:
      return !test(p.children[0]);
    default:
      return p.truth[segment.document_column(p.column.attribute)[d]] != 0;
  }
}

}  // namespace

void TestDocuments(const std::vector<Predicate>& conjuncts, const Segment& segment, std::vector<uint8_t>& pass) {
  for (const Predicate& p : conjuncts) {
    if (p.kind != Predicate::Kind::kCodes) {
      for (uint32_t d = 0; d < pass.size(); ++d) pass[d] = pass[d] && TestDocument(p, segment, d);
      continue;
    }
    const CodeColumn& column = segment.document_column(p.column.attribute);
    const uint8_t* truth = p.truth.data();
    if (column.width() == 0) {
      if (truth[column.constant()] == 0) std::fill(pass.begin(), pass.end(), 0);
      continue;
    }
    WithCodes(column, [&](const auto* codes) {
      for (size_t d = 0; d < pass.size(); ++d) pass[d] &= truth[codes[d]];
    });
  }
}

}  // namespace gangmu::statistics
