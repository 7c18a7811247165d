// What a page says about its document beside its text.
#pragma once

#include <string>
#include <vector>

#include "services/ingestion/readers/html_lines.h"
#include "services/ingestion/readers/read_document.h"

namespace gangmu::readers {

// From the meta names that 《政府网站发展指引》 (国办发〔2017〕47号, annex 2) prescribes (ArticleTitle, PubDate,
// ContentSource, ColumnName), else from h1, <title>, breadcrumb, and lines such as 来源：… 发布时间：….
Metadata ReadMasthead(const HtmlTree& tree, const std::vector<HtmlLine>& masthead);

// The first date of a text in any of the forms 2022-10-21, 2022/10/21, 2022.10.21, 2022年10月21日, as YYYY-MM-DD; empty
// where none.
std::string FirstDate(std::string_view text);

}  // namespace gangmu::readers
